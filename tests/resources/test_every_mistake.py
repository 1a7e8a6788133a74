"""Mistakes of every sort in resources of every kind are answered at their line, with the right word, and not with noise."""

from __future__ import annotations

from itertools import chain, islice

import pytest

from runner.resources import ENTRIES
from tests.resources.full_resources import FULL, commented, kind_named, quoted, windows
from tests.resources.generated import Place
from tests.resources.judged import Judged, counted, judge, missed, table
from tests.resources.mistakes import Mistake, mistakes
from tests.resources.wrong_values import wrong_names, wrong_schemas, wrong_values

STYLES = (str, commented, quoted, windows)
SEED = 1
EACH = 8
"""One of so many of the generated mistakes is made; others in each style."""


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Place:
    return Place(tmp_path_factory.mktemp("mistakes"))


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
@pytest.mark.parametrize("name", FULL)
def test_the_resources_are_valid_before_anything_is_done_to_them(place, name, style):
    assert place.errors(style(FULL[name])) == []


def test_there_is_a_resource_of_each_kind():
    assert {kind_named(name) for name in FULL} == set(ENTRIES)


def in_style(mistake: Mistake, number: int) -> Mistake:
    style = STYLES[number % len(STYLES)]
    return mistake._replace(text=style(mistake.text), what=f"{mistake.what}, {style.__name__}")


def assert_answered(judged: list[Judged]) -> None:
    *_, every = counted(judged)
    shown = "\n".join(["", table(counted(judged)), *islice(missed(judged), 100)])
    assert every.lines >= 0.98 * every.made, shown
    assert every.words_right >= 0.9 * every.words, shown
    assert every.beside <= 0.02 * every.made, shown


def test_generated_mistakes_are_answered_at_their_line(place):
    made = chain.from_iterable(mistakes(name, text, seed=SEED) for name, text in FULL.items())
    judged = [judge(place, in_style(mistake, number)) for number, mistake in enumerate(islice(made, 0, None, EACH))]
    assert len(judged) > 1000
    assert_answered(judged)


def test_values_that_cannot_be_meant_are_answered_at_their_line(place):
    made = chain(wrong_values(), wrong_names(), wrong_schemas())
    judged = [judge(place, mistake) for mistake in made]
    assert len(judged) > 1000
    assert_answered(judged)


def test_mistakes_in_several_parts_are_all_told_in_one_run(place):
    text = (
        FULL["command_job"]
        .replace("display_name:", "dispay_name:")
        .replace("mode: ro_mount", "mode: readonly")
        .replace("timeout: 3600", "timeout: 1h")
        .replace("shm_size: 2g", "shm_size: lots")
        .replace("--rate ${{inputs.rate}}", "--rate ${{inputs.rat}}")
        .replace("compute: azureml:cluster\n", "compute: azurml:cluster\n")
        .replace("code: src", "code: srcc")
    )
    wrong = [number for number, line in enumerate(text.split("\n"), 1) if line not in FULL["command_job"].split("\n")]
    assert sorted(error.span.line for error in place.errors(text) if error.span) == wrong
    assert len(wrong) == 7
