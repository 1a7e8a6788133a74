"""The figures of the corpus, measured once, and as a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.corpus.equality import OUR_KINDS, Checked, Told, check_equality, check_other_files
from tests.corpus.mutants import Judged, judge_mutants
from tests.corpus.place import copy_corpus
from tests.corpus.sdk import sdk

AIMED_AT = frozenset({"schema", "semantic", "yaml", "fs"})
"""Classes of mistakes that can be told without asking the service."""


class Figures(NamedTuple):
    """All that was measured."""

    files: tuple[Checked, ...]
    others: tuple[Told, ...]
    mutants: tuple[Judged, ...]

    @property
    def other_kinds(self) -> list[Told]:
        """Files of kinds that are not ours."""
        return [told for told in self.others if told.kind not in OUR_KINDS]

    @property
    def aimed_at(self) -> list[Judged]:
        """The mutants of the classes that count."""
        return [judged for judged in self.mutants if judged.mutant.group in AIMED_AT]

    @property
    def with_a_word(self) -> list[Judged]:
        """The mutants of which the right word is known."""
        return [judged for judged in self.mutants if judged.word]

    @property
    def tracebacks(self) -> list[str]:
        """Every exception that should not have come."""
        found = [f"{checked.file}: {checked.problem}" for checked in self.files if checked.outcome == "traceback"]
        found += [f"{told.file}: {told.traceback}" for told in self.others if told.traceback]
        return found + [f"{judged.mutant.file}: {judged.traceback}" for judged in self.mutants if judged.traceback]


def measure(corpus: Path, folder: Path) -> Figures:
    """The figures of a corpus, measured in a copy that is made in `folder`.

    Raises:
        ImportError: azure-ai-ml is not installed.
    """
    copy = copy_corpus(corpus, folder / "corpus")
    files = tuple(check_equality(corpus, copy, sdk(corpus)))
    return Figures(files, tuple(check_other_files(corpus, copy)), tuple(judge_mutants(corpus, copy)))


def table(figures: Figures, *, with_misses: bool) -> Iterator[str]:
    """The figures as lines, and each miss below where asked for."""
    totals = Counter(checked.kind for checked in figures.files)
    equal = Counter(checked.kind for checked in figures.files if checked.outcome == "equal")
    for kind in sorted(totals):
        yield _line(f"files equal: {kind}", equal[kind], totals[kind])
    yield _line("files equal: all", equal.total(), totals.total())
    rejected = [checked for checked in figures.files if checked.outcome == "rejected"]
    yield f"{'valid files rejected':34} {len(rejected)}"
    named = [told for told in figures.other_kinds if is_named(told)]
    yield _line("other kinds named", len(named), len(figures.other_kinds))
    for group in sorted({judged.mutant.group for judged in figures.mutants}):
        of_group = [judged for judged in figures.mutants if judged.mutant.group == group]
        yield _line(f"mutants caught: {group}", sum(judged.is_caught for judged in of_group), len(of_group))
        yield _line(f"  line right: {group}", sum(judged.line_is_right for judged in of_group), len(of_group))
    aimed_at = figures.aimed_at
    yield _line("mutants caught: aimed at", sum(judged.is_caught for judged in aimed_at), len(aimed_at))
    yield _line("  line right: aimed at", sum(judged.line_is_right for judged in aimed_at), len(aimed_at))
    with_a_word = figures.with_a_word
    yield _line("suggestions right", sum(judged.word_is_right for judged in with_a_word), len(with_a_word))
    yield f"{'tracebacks':34} {len(figures.tracebacks)}"
    if with_misses:
        yield from misses(figures)


def misses(figures: Figures) -> Iterator[str]:
    """Each thing that is not as it should be, as a line."""
    for checked in figures.files:
        if checked.outcome != "equal":
            yield f"{checked.outcome}: {checked.file} ({checked.kind}): {checked.problem}"
    yield from (
        f"not named: {told.file} ({told.kind}): {told.codes}" for told in figures.other_kinds if not is_named(told)
    )
    yield from mutant_misses(figures.mutants)
    yield from word_misses(figures.with_a_word)
    yield from figures.tracebacks


def mutant_misses(judged: Iterable[Judged]) -> Iterator[str]:
    """Broken files that were not rejected where the defect is."""
    for one in judged:
        if not one.line_is_right:
            what = "line wrong" if one.is_caught else "not caught"
            mutant = one.mutant
            yield f"{what}: {mutant.file}:{mutant.line} ({mutant.group}, {mutant.what}): said {one.said}"


def word_misses(judged: Iterable[Judged]) -> Iterator[str]:
    """Broken words for which another word than the right one was suggested, or none."""
    for one in judged:
        if not one.word_is_right:
            yield f"suggestion: {one.mutant.file}:{one.mutant.line}: `{one.suggested}`, not `{one.word}`: said {one.said}"


def is_named(told: Told) -> bool:
    """Whether a file of another kind was said to be one."""
    return "unsupported-kind" in told.codes


def _line(title: str, count: int, total: int) -> str:
    return f"{title:34} {count:4} / {total:<4} {count / total if total else 1:7.1%}"
