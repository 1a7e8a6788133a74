"""One-key damages of a valid resource's text, each with the lines at which its error may stand."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from runner.resources import Fields
from runner.resources.annotations import annotations_at, field_named, members, models, names
from runner.resources.fields import Word

Path = tuple[str | int, ...]


class Damage(NamedTuple):
    """A text that is wrong at one key; `lines` (from 1) are where the error belongs, `word` what was there before."""

    path: Path
    what: str
    text: str
    lines: range
    word: str = ""


class Key(NamedTuple):
    """A key of a field in a text: its name and path, the models that know it, and its lines (from 1).

    `owner` are the lines of the mapping that it is in; `is_needed` says that the mapping is invalid without it.
    """

    name: str
    path: Path
    models: tuple[type[Fields], ...]
    line: int
    column: int
    last_line: int
    owner: range
    value: Any
    is_needed: bool


def damages(fields: type[Fields], text: str, spellings: int = 100) -> Iterator[Damage]:
    """Every damage of every field of a resource: its key misspelt, given twice or removed, its value of a wrong type.

    Each key is misspelt in so many ways, in others for each line.
    """
    lines = text.splitlines()
    for key in keys(fields, text):
        yield from _misspelt(key, lines, spellings)
        yield from _unknown_word(key, lines)
        yield from _wrong_type(key, lines)
        if key.line == key.last_line:
            yield _twice(key, lines)
            if key.is_needed:
                yield _removed(key, lines)


def keys(fields: type[Fields], text: str) -> Iterator[Key]:
    """The keys that are fields of models, not names of the user's; never `$schema`."""
    root = yaml.compose(text)
    assert isinstance(root, yaml.MappingNode)
    yield from _keys_of(fields, root, (), range(1, text.count("\n") + 1))


def _keys_of(fields: type[Fields], node: yaml.Node, path: Path, owner: range) -> Iterator[Key]:
    if isinstance(node, yaml.MappingNode):
        plain = yaml.safe_load(yaml.serialize(node))
        there = tuple(model for annotation in annotations_at(fields, path) for model in models(annotation))
        for key_node, value_node in node.value:
            name = key_node.value
            line, last = key_node.start_mark.line + 1, _last_line(value_node)
            knowing = tuple(model for model in _chosen(there, plain) if name in names(model))
            if knowing and name != "$schema" and _is_plain_path(fields, path):
                column = key_node.start_mark.column
                is_needed = not any(_takes(model, set(plain) - {name}) for model in there)
                yield Key(name, (*path, name), knowing, line, column, last, owner, plain[name], is_needed)
            yield from _keys_of(fields, value_node, (*path, name), range(line, last + 1))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _keys_of(fields, item, (*path, index), owner)


def _takes(model: type[Fields], keys: set[str]) -> bool:
    """Whether a model is content with these keys."""
    required = {name for name in names(model) if (field := field_named(model, name)) and field.is_required()}
    return required <= keys <= names(model) | model.READ_ONLY


def _chosen(there: tuple[type[Fields], ...], body: Mapping[str, object]) -> tuple[type[Fields], ...]:
    """The members of a union that take all keys of a mapping."""
    return tuple(model for model in there if body.keys() <= names(model) | model.READ_ONLY) or there


def _is_plain_path(fields: type[Fields], path: Path) -> bool:
    """Whether each part of a path leads somewhere, so that what stands there is a model's and not free."""
    for length in range(1, len(path) + 1):
        before = annotations_at(fields, path[: length - 1])
        if annotations_at(fields, path[:length]) == before:
            return False
    return True


def _last_line(node: yaml.Node) -> int:
    """The last line of a value; a block ends at the start of the line after it."""
    end = node.end_mark
    return max(node.start_mark.line, end.line - (end.column == 0 and end.line > node.start_mark.line)) + 1


def _misspelt(key: Key, lines: list[str], most: int) -> Iterator[Damage]:
    if not lines[key.line - 1][key.column :].startswith(key.name):
        return  # in quotes
    known = {name for model in key.models for name in names(model) | model.READ_ONLY}
    wrong = [spelling for spelling in _misspellings(key.name) if spelling not in known]
    first = key.line % len(wrong) if wrong else 0
    for spelling in (wrong[first:] + wrong[:first])[:most]:
        text = _replaced(lines, key.line, key.column, key.name, spelling)
        yield Damage(key.path, f"as {spelling}", text, range(key.line, key.line + 1), key.name)


def _misspellings(name: str) -> list[str]:
    """What people make of a name: letters twice, swapped or lost, another case, another joint, a plural."""
    found = (
        name[:2] + name[1:],
        name[:1] + name[2:3] + name[1:2] + name[3:] if len(name) > 3 else name,  # too little is left of shorter ones
        name[:-1] if len(name) > 2 else name,
        name[:1] + name[2:] if len(name) > 2 else name,
        name.upper(),
        name.capitalize(),
        re.sub(r"_(\w)", lambda match: match[1].upper(), name),
        name.replace("_", "-"),
        name.replace("_", ""),
        name.removesuffix("s") if name.endswith("s") else f"{name}s",
    )
    return [spelling for spelling in dict.fromkeys(found) if spelling != name]


def _unknown_word(key: Key, lines: list[str]) -> Iterator[Damage]:
    if any(words(key)) and key.line == key.last_line and isinstance(key.value, str):
        line = lines[key.line - 1]
        text = _with_line(lines, key.line, f"{line[: key.column]}{key.name}: no_such_word")
        yield Damage(key.path, "is no_such_word", text, range(key.line, key.line + 1))


def _wrong_type(key: Key, lines: list[str]) -> Iterator[Damage]:
    if key.line != key.last_line:
        return
    found = [member.annotation for annotation in annotations(key) for member in members(annotation)]
    takes_lists = any(typing.get_origin(annotation) is list for annotation in found)
    if object in found or takes_lists or not found:
        return
    line = lines[key.line - 1]
    text = _with_line(lines, key.line, f"{line[: key.column]}{key.name}: [[1]]")
    yield Damage(key.path, "is a list", text, range(key.line, key.line + 1))


def _twice(key: Key, lines: list[str]) -> Damage:
    again = " " * key.column + lines[key.line - 1][key.column :]
    text = "\n".join([*lines[: key.line], again, *lines[key.line :], ""])
    return Damage(key.path, "twice", text, range(key.line + 1, key.line + 2))


def _removed(key: Key, lines: list[str]) -> Damage:
    line = lines[key.line - 1]
    before = line[: key.column]
    if before.strip() == "-":
        # A list's item begins with the key: what follows moves up to the dash.
        rest = lines[key.line :]
        is_alone = not rest or not rest[0].startswith(" " * key.column)
        moved = [f"{before}{{}}"] if is_alone else [before + rest[0][key.column :]]
        text = "\n".join([*lines[: key.line - 1], *moved, *(rest if is_alone else rest[1:]), ""])
    else:
        left = [*lines[: key.line - 1], *lines[key.line :]]
        if len(key.owner) == 2 and len(key.path) > 1:
            left[key.owner.start - 1] += " {}"
        text = "\n".join([*left, ""])
    return Damage(key.path, "removed", text, range(key.owner.start, key.owner.stop))


def annotations(key: Key) -> list[Any]:
    fields = [field_named(model, key.name) for model in key.models]
    return [typing.Annotated[(field.annotation, *field.metadata, None)] for field in fields if field is not None]


def words(key: Key) -> Iterator[str]:
    for annotation in annotations(key):
        yield from _words_in(annotation)


def _words_in(annotation: Any) -> Iterator[str]:
    for part in typing.get_args(annotation):
        if isinstance(part, Word):
            yield from part.allowed
        elif typing.get_args(part):
            yield from _words_in(part)


def _replaced(lines: list[str], number: int, column: int, old: str, new: str) -> str:
    line = lines[number - 1]
    assert line[column:].startswith(old)
    return _with_line(lines, number, line[:column] + new + line[column + len(old) :])


def _with_line(lines: list[str], number: int, line: str) -> str:
    return "\n".join([*lines[: number - 1], line, *lines[number:], ""])
