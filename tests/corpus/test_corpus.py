"""Public CLI v2 files keep their meaning, and broken ones are rejected at their line; `make corpus` prints the figures."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.absent import absent
from tests.corpus.equality import OUR_KINDS
from tests.corpus.figures import Figures, is_named, measure, mutant_misses, word_misses
from tests.corpus.place import corpus_folder


@pytest.fixture(scope="session")
def figures(tmp_path_factory) -> Figures:
    corpus = corpus_folder()
    if corpus is None:
        absent("there is no corpus at $RUNNER_CORPUS or ../shared/corpus")
    try:
        return measure(corpus, tmp_path_factory.mktemp("corpus"))
    except ImportError as error:
        absent(f"azure-ai-ml is not installed: {error}")


def listed(lines: Sequence[str]) -> str:
    return "\n".join(["", *lines])


def test_every_valid_file_of_our_kinds_means_the_same_once_rendered(figures):
    unequal = [f"{one.outcome}: {one.file}: {one.problem}" for one in figures.files if one.outcome != "equal"]
    assert len(figures.files) > 50
    assert {one.kind for one in figures.files} == OUR_KINDS
    assert not unequal, listed(unequal)


def test_no_valid_file_of_our_kinds_is_rejected(figures):
    rejected = [f"{one.file}: {one.problem}" for one in figures.files if one.outcome == "rejected"]
    assert not rejected, listed(rejected)


def test_files_of_other_kinds_are_named_as_such(figures):
    unnamed = [f"{one.file} ({one.kind}): {one.codes}" for one in figures.other_kinds if not is_named(one)]
    assert figures.other_kinds
    assert not unnamed, listed(unnamed)


def test_98_of_100_mistakes_are_rejected_at_their_line(figures):
    missed = list(mutant_misses(figures.aimed_at))
    assert figures.aimed_at
    assert len(missed) <= 0.02 * len(figures.aimed_at), listed(missed)


def test_9_of_10_wrong_words_get_the_right_one_suggested(figures):
    missed = list(word_misses(figures.with_a_word))
    assert figures.with_a_word
    assert len(missed) <= 0.1 * len(figures.with_a_word), listed(missed)


def test_no_file_ends_in_a_traceback(figures):
    assert not figures.tracebacks, listed(figures.tracebacks)
