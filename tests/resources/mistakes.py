"""Mistakes that people make in a valid resource, one at a time, each with the lines at which its error may stand."""

from __future__ import annotations

import random
import typing
from collections.abc import Iterator
from typing import NamedTuple

from runner.resources import Fields, kind
from runner.resources.annotations import members, models, names
from runner.resources.fields import Anything
from tests.resources.damage import Key, annotations, damages, keys, words
from tests.resources.full_resources import kind_named


class Mistake(NamedTuple):
    """A wrong text: what was done, in which resource, where the error belongs, and the right word where there is one."""

    what: str
    resource: str
    text: str
    lines: range
    word: str = ""
    detail: str = ""


def mistakes(resource: str, text: str, *, seed: int) -> Iterator[Mistake]:
    """Every mistake of every sort in a resource in block style."""
    fields = kind(kind_named(resource)).fields
    chance = random.Random(f"{seed} {resource}")
    for damage in damages(fields, text):
        what = "misspelt key" if damage.word else damage.what.rpartition(") ")[2]
        yield Mistake(what, resource, damage.text, damage.lines, damage.word, damage.what)
    lines = text.splitlines()
    for key in keys(fields, text):
        for found in (
            *_letters(key, lines, chance),
            *_added(key, lines, fields),
            *_types(key, lines),
            *_words(key, lines, chance),
            *_syntax(key, lines),
        ):
            yield found._replace(resource=resource)


def _letters(key: Key, lines: list[str], chance: random.Random) -> Iterator[Mistake]:
    """One letter deleted, doubled, swapped or replaced, at a place by chance; a flag of the command line."""
    known = {name for model in key.models for name in names(model) | model.READ_ONLY}
    for what, made in misspellings(key.name, chance):
        if made not in known and lines[key.line - 1][key.column :].startswith(key.name):
            line = lines[key.line - 1]
            yield _at(what, key, lines, line[: key.column] + made + line[key.column + len(key.name) :], key.name)


def misspellings(word: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """A word with one letter wrong, in each way, at a place by chance; never a word of less than three letters."""
    at = chance.randrange(len(word))
    near = chance.randrange(len(word) - 1) if len(word) > 1 else 0
    made = {
        "letter deleted": word[:at] + word[at + 1 :],
        "letter doubled": word[:at] + word[at] + word[at:],
        "letters swapped": word[:near] + word[near : near + 2][::-1] + word[near + 2 :],
        "letter replaced": word[:at] + chance.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :],
        "first letters": word[: max(len(word) // 2, 4)],
    }
    for what, spelling in made.items():
        if spelling != word and len(word) > 3:
            yield what, spelling


def _added(key: Key, lines: list[str], fields: type[Fields]) -> Iterator[Mistake]:
    """A key that there is not, and the keys of other parts, before a key."""
    line = lines[key.line - 1]
    if line[: key.column].strip():
        return  # the first key of an item of a list
    pad = " " * key.column
    known = {name for model in key.models for name in names(model) | model.READ_ONLY}
    here = range(key.line, key.line + 1)
    text = "\n".join([*lines[: key.line - 1], f"{pad}zzz_qqq: 1", *lines[key.line - 1 :], ""])
    yield Mistake("unknown key added", "", text, here, detail=f"before {key.path}")
    below = [("key of a part below", name) for model in key.models for name in _below(model)]
    above = [("key of the whole", name) for name in sorted(names(fields))] if len(key.path) > 1 else []
    for what, name in dict.fromkeys((*below, *above)):
        if name not in known and not name.startswith("$"):
            text = "\n".join([*lines[: key.line - 1], f"{pad}{name}: x", *lines[key.line - 1 :], ""])
            yield Mistake(what, "", text, here, detail=f"{name} before {key.path}")


def _below(model: type[Fields]) -> list[str]:
    parts = [part for field in model.model_fields.values() for part in models(field.annotation)]
    return sorted({name for part in parts for name in names(part)})


_TEXT_VALUES = {
    "a number": "12",
    "a fraction": "1.5",
    "a boolean word": "yes",
    "a mapping": "{a: b}",
    "empty": "",
    "a date": "2026-01-01",
}
_NUMBER_VALUES = {"a word": "many", "a mapping": "{a: b}", "a boolean word": "yes", "empty": ""}
_FLAG_VALUES = {"a word": "perhaps", "a mapping": "{a: b}", "a number above 1": "7", "empty": ""}
_MAPPING_VALUES = {
    "a word for a mapping": "word",
    "a number for a mapping": "3",
    "a list for a mapping": "[a]",
    "empty": "",
}
_LIST_VALUES = {"a mapping for a list": "{a: b}", "empty": ""}


def _types(key: Key, lines: list[str]) -> Iterator[Mistake]:
    """A value of another type than the field's, where azure-ai-ml refuses it."""
    found = [member.annotation for annotation in annotations(key) for member in members(annotation)]
    if object in found or any(item in (Anything, None) for item in found):
        return
    origins = {typing.get_origin(item) for item in found}
    if found == [str] and not any(words(key)) and key.name != "version":
        wrong = _TEXT_VALUES
    elif set(found) <= {int, float}:
        wrong = _NUMBER_VALUES
    elif found == [bool]:
        wrong = _FLAG_VALUES
    elif all(isinstance(item, type) and issubclass(item, Fields) for item in found) or origins == {dict}:
        wrong = _MAPPING_VALUES
    elif origins == {list}:
        wrong = _LIST_VALUES
    else:
        return
    before = lines[key.line - 1][: key.column]
    for what, value in wrong.items():
        text = "\n".join([*lines[: key.line - 1], f"{before}{key.name}: {value}", *lines[_end(key, lines) :], ""])
        yield Mistake(what, "", text, range(key.line, key.line + 1), detail=f"{key.path}: {value}")


def _end(key: Key, lines: list[str]) -> int:
    """The last line of a key's value."""
    after = range(key.line, len(lines))
    return next((at for at in after if len(lines[at]) - len(lines[at].lstrip(" ")) <= key.column), len(lines))


def _words(key: Key, lines: list[str], chance: random.Random) -> Iterator[Mistake]:
    """A word of a list of words that is misspelt."""
    allowed = set(words(key))
    if not allowed or key.line != key.last_line or not isinstance(key.value, str):
        return
    before = lines[key.line - 1][: key.column]
    for word in sorted(allowed):
        for what, made in misspellings(word, chance):
            if made not in allowed and what != "first letters":
                yield _at(f"word: {what}", key, lines, f"{before}{key.name}: {made}", word)


def _syntax(key: Key, lines: list[str]) -> Iterator[Mistake]:
    """What YAML cannot read, or reads as something else."""
    line, last = lines[key.line - 1], key.line == key.last_line
    before, name = line[: key.column], key.name
    value = line[key.column :].partition(": ")[2]
    around = range(key.line - 1, key.line + 2)
    for what, made in {
        "tab": f"\t{line}",
        "one space too many": f" {line}" if "-" not in before and not _is_alone(key, lines) else "",
        "no colon": f"{before}{name} {value}" if value and last else "",
        "no space after the colon": f"{before}{name}:{value}" if value and last else "",
        "quote not closed": f'{before}{name}: "{value}' if value and last else "",
        "other quote not closed": f"{before}{name}: '{value}" if value and last else "",
        "bracket not closed": f"{before}{name}: [a, b" if last else "",
        "brace not closed": f"{before}{name}: {{a: b" if last else "",
        "braces without quotes": f"{before}{name}: {{{{ var.x }}}}" if last else "",
        "a colon in a text": f"{before}{name}: a: b" if last else "",
        "begins with %": f"{before}{name}: %a" if last else "",
        "begins with @": f"{before}{name}: @a" if last else "",
        "begins with a backtick": f"{before}{name}: `a`" if last else "",
        "begins with *": f"{before}{name}: *a" if last else "",
        "text after a quote": f'{before}{name}: "a" b' if last else "",
    }.items():
        if made:
            yield Mistake(what, "", _with(lines, key.line, made), around, detail=str(key.path))


def _is_alone(key: Key, lines: list[str]) -> bool:
    """Whether a mapping has this key only, which may stand in any column."""
    others = [
        at
        for at in key.owner
        if at != key.line and at <= len(lines) and lines[at - 1][: key.column + 1].isspace() is False
    ]
    return not any(lines[at - 1].startswith(" " * key.column) for at in others)


def _at(what: str, key: Key, lines: list[str], line: str, word: str) -> Mistake:
    text = _with(lines, key.line, line)
    return Mistake(what, "", text, range(key.line, key.line + 1), word, f"{key.path}: {line.strip()}")


def _with(lines: list[str], number: int, line: str) -> str:
    return "\n".join([*lines[: number - 1], line, *lines[number:], ""])
