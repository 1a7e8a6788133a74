"""Whether broken files are rejected, at the line of their defect, and with the right word to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from runner.diagnostics import InvalidSpec, Severity
from tests.corpus.equality import load, told
from tests.corpus.place import MUTANT, Mutant, mutants

WITH_A_WORD = frozenset({"typo_top_key", "typo_nested_key", "wrong_case_key", "unknown_enum"})
"""Mutations that put a wrong word in the place of a right one."""

_NAMED_KEY = re.compile(r"(?:key '(?P<quoted>\w+)'|(?:\w+\.)*(?P<last>\w+)) misspelt")
_ENTRY = re.compile(r"\s*(?:- )?(?P<key>[\w$-]+)\s*:\s*(?P<value>[^#]*)")


class Judged(NamedTuple):
    """What was found of one broken file.

    `line_is_right`: an error stands at the defect. `word` is the right word where the file has one (empty: there is
    none to suggest, as where the mutation added what was not there), and `suggested` what was suggested first there.
    """

    mutant: Mutant
    is_caught: bool
    line_is_right: bool
    word: str
    suggested: str
    said: str
    traceback: str = ""

    @property
    def word_is_right(self) -> bool:
        """Whether the right word was suggested, in whatever case words are taken."""
        return self.suggested.lower() == self.word.lower()


def judge_mutants(corpus: Path, copy: Path) -> Iterator[Judged]:
    """Each broken file of the corpus."""
    for mutant in mutants(corpus):
        file = copy / mutant.file
        yield _judge(mutant, file, file.with_name(MUTANT.sub("", file.name)))


def _judge(mutant: Mutant, file: Path, original: Path) -> Judged:
    try:
        load(file)
    except InvalidSpec as error:
        errors = [d for d in error.diagnostics if d.severity is Severity.ERROR]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        return Judged(mutant, False, False, "", "", "", repr(error))
    else:
        return Judged(mutant, False, False, "", "", "nothing")
    wanted = range(mutant.line, mutant.line + 1) if mutant.line else block(file, original)
    there = [error for error in errors if error.span and error.span.line in wanted]
    word = right_word(mutant, file, original) if mutant.mutation in WITH_A_WORD else ""
    suggested = next((error.suggestion for error in there if error.suggestion), "")
    return Judged(mutant, bool(errors), bool(there), word, suggested, "; ".join(map(told, errors[:4])))


def block(file: Path, original: Path) -> range:
    """The lines of the mapping of the broken file that lost a key, with the line of its own key."""
    text = file.read_text("utf-8-sig")
    whole = range(1, len(text.splitlines()) + 1)
    if not original.is_file():
        return whole
    path = _shrunk(yaml.compose(original.read_text("utf-8-sig")), yaml.compose(text))
    if path is None:
        return whole
    lines = whole
    node = yaml.compose(text)
    for part in path:
        for key, value in node.value:
            if key.value == part:
                lines = range(key.start_mark.line + 1, value.end_mark.line + (value.end_mark.column > 0) + 1)
                node = value
    return lines


def _shrunk(before: yaml.Node, after: yaml.Node) -> tuple[str, ...] | None:
    """The path of the mapping that has fewer keys after than before."""
    if not (isinstance(before, yaml.MappingNode) and isinstance(after, yaml.MappingNode)):
        return None
    left = {key.value: value for key, value in after.value}
    if any(key.value not in left for key, _ in before.value):
        return ()
    for key, value in before.value:
        below = _shrunk(value, left[key.value])
        if below is not None:
            return (key.value, *below)
    return None


def right_word(mutant: Mutant, file: Path, original: Path) -> str:
    """What the original has at the line, where it has one and only a key or value differs; else what is told of it."""
    broken = _ENTRY.match(_line(file, mutant.line))
    whole = _ENTRY.match(_line(original, mutant.line)) if original.is_file() else None
    if mutant.mutation == "unknown_enum":
        is_same_place = broken and whole and broken["key"] == whole["key"]
        return whole["value"].strip().strip("'\"") if whole and is_same_place else ""
    if broken and whole and broken["value"].strip() == whole["value"].strip():
        return whole["key"]
    told = _NAMED_KEY.search(mutant.what)
    if told:
        return told["quoted"] or told["last"]
    return broken["key"].lower() if broken and mutant.mutation == "wrong_case_key" else ""


def _line(file: Path, number: int) -> str:
    lines = file.read_text("utf-8-sig").splitlines()
    return lines[number - 1] if number <= len(lines) else ""
