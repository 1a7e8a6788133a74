"""How mistakes are answered: caught, at their line, with the right word, and with how many errors beside.

`python -m tests.resources.judged` prints the table of all of them, and what was missed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from tests.resources.full_resources import FULL
from tests.resources.generated import Place
from tests.resources.mistakes import Mistake, mistakes
from tests.resources.wrong_values import wrong_names, wrong_schemas, wrong_values

SEED = 1


class Judged(NamedTuple):
    """The answer to one mistake. `beside` counts errors at other lines, and further ones at its own."""

    mistake: Mistake
    is_caught: bool
    line_is_right: bool
    word_is_right: bool
    beside: int
    said: str


class Counted(NamedTuple):
    """The answers to mistakes of one sort."""

    what: str
    made: int
    caught: int
    lines: int
    words: int
    words_right: int
    beside: int


def all_mistakes() -> Iterator[Mistake]:
    """The generated ones and those written by hand."""
    generated = chain.from_iterable(mistakes(name, text, seed=SEED) for name, text in FULL.items())
    return chain(generated, wrong_values(), wrong_names(), wrong_schemas())


def judge(place: Place, mistake: Mistake) -> Judged:
    """The answer to a mistake. Whatever is raised beside what is wrong with the text goes through: it is a defect."""
    errors = place.errors(mistake.text)
    there = [error for error in errors if error.span and error.span.line in mistake.lines]
    suggested = next((error.suggestion for error in there if error.suggestion), "")
    is_right = not mistake.word or suggested.lower() == mistake.word.lower()
    said = "; ".join(f"{error.span and error.span.line}: {error.message} ({error.hint})" for error in errors[:3])
    return Judged(mistake, bool(errors), bool(there), is_right, len(errors) - bool(there), said)


def counted(judged: Iterable[Judged]) -> list[Counted]:
    """The answers by sort of mistake, and their sum."""
    by_sort: dict[str, list[Judged]] = {}
    for one in judged:
        by_sort.setdefault(one.mistake.what, []).append(one)
    rows = [_count(what, found) for what, found in by_sort.items()]
    return [*rows, _count("all", list(chain.from_iterable(by_sort.values())))]


def _count(what: str, found: list[Judged]) -> Counted:
    with_word = [one for one in found if one.mistake.word]
    return Counted(
        what,
        len(found),
        sum(one.is_caught for one in found),
        sum(one.line_is_right for one in found),
        len(with_word),
        sum(one.word_is_right for one in with_word),
        sum(one.beside for one in found),
    )


def table(rows: Iterable[Counted]) -> str:
    """The counts as lines of text."""
    head = f"{'mistake':34}{'made':>8}{'caught':>8}{'line':>8}{'words':>8}{'right':>8}{'beside':>8}"
    return "\n".join([head, *(f"{row[0][:33]:34}" + "".join(f"{number:8}" for number in row[1:]) for row in rows)])


def missed(judged: Iterable[Judged]) -> Iterator[str]:
    """What was answered at a wrong line or with a wrong word."""
    for one in judged:
        if not (one.line_is_right and one.word_is_right):
            mistake = one.mistake
            where = f"{mistake.lines.start}-{mistake.lines.stop - 1}"
            yield f"{mistake.resource}: {mistake.what}: {mistake.detail!r}, line {where}, {mistake.word!r}: {one.said}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        answers = [judge(place, mistake) for mistake in all_mistakes()]
    print(table(counted(answers)))
    print(*missed(answers), sep="\n")
