"""The measuring itself: what counts as the same body, as the block of a deleted key, and as the right word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.mutants import block, right_word
from tests.corpus.place import Mutant
from tests.corpus.sdk import comparable, differences

ORIGINAL = "name: a\ncommand: echo\ndistribution:\n  type: mpi\n  process_count_per_instance: 2\ncompute: c\n"


@pytest.fixture
def files(tmp_path):
    def write(broken: str, original: str | None = ORIGINAL) -> tuple[Path, Path]:
        (tmp_path / "job.mut001.yml").write_text(broken)
        if original is not None:
            (tmp_path / "job.yml").write_text(original)
        return tmp_path / "job.mut001.yml", tmp_path / "job.yml"

    return write


def mutant(mutation: str, line: int, what: str = "") -> Mutant:
    return Mutant("job.mut001.yml", "command_job", mutation, "schema", what, line)


def test_a_key_deleted_in_a_mapping_may_be_told_on_any_line_of_the_mapping(files):
    assert block(*files(ORIGINAL.replace("  type: mpi\n", ""))) == range(3, 5)


def test_a_key_deleted_at_the_top_may_be_told_anywhere(files):
    assert block(*files(ORIGINAL.replace("name: a\n", ""))) == range(1, 6)


def test_without_an_original_any_line_will_do(files):
    assert block(*files("a: 1\nb: 2\n", original=None)) == range(1, 3)


def test_the_right_word_is_the_one_of_the_original(files):
    broken, original = files(ORIGINAL.replace("compute:", "compote:").replace("type: mpi", "type: mqi"))
    assert right_word(mutant("typo_top_key", 6), broken, original) == "compute"
    assert right_word(mutant("unknown_enum", 4), broken, original) == "mpi"


def test_without_an_original_the_right_word_is_the_one_that_the_table_tells(files):
    broken, original = files("compote: c\nENV: x\n", original=None)
    assert right_word(mutant("typo_top_key", 1, "key 'compute' misspelt"), broken, original) == "compute"
    assert right_word(mutant("typo_nested_key", 1, "resources.instance_count misspelt"), broken, original) == (
        "instance_count"
    )
    assert right_word(mutant("unknown_enum", 1), broken, original) == ""


def test_bodies_are_the_same_where_their_paths_lead_to_the_same_file(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "out").mkdir()
    one, other = {"codeId": "src", "name": "src"}, {"codeId": "../src", "name": "src"}
    assert comparable(one, tmp_path) == comparable(other, tmp_path / "out")
    assert comparable({"name": "../src"}, tmp_path / "out") == {"name": "../src"}


@pytest.mark.parametrize(("one", "other"), [({"a": 1}, {"a": True}), ({"a": 1}, {"a": 1.0}), ({"a": None}, {})])
def test_values_of_another_type_and_absent_ones_are_differences(one, other):
    assert differences(one, other)
    assert not differences(one, one)
