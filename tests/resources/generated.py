"""Resources made from the models of the kinds themselves, so that a new kind or field is tested without another word."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st
from pydantic.fields import FieldInfo

from runner.diagnostics import Diagnostic, InvalidSpec, Severity
from runner.project import Options, Project, load_project
from runner.resources import ENTRIES, Fields, kind
from runner.resources.annotations import field_named, names
from runner.resources.fields import WholeNumber, Word, exactly
from tests.oracle.known import FILES, PLACES

Body = dict[str, Any]

_DEEPEST = 4
"""Models below this many others have only the fields that they need: choices hold choices."""
_TEXTS = ("some text", "12", "true", "é", "a: b # c", "null", "2026-01-01")
_ANYTHING = ({}, {"a": "b"}, {"a": [1, {"b": "c"}], "d": 0.5})


class Place:
    """A folder with files to refer to, in which texts are loaded as specs."""

    def __init__(self, folder: Path) -> None:
        self.spec = folder / "resource.yml"
        (folder / ".git").mkdir()
        for name, text in FILES.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")

    def load(self, text: str) -> Project:
        """The project that a text describes.

        Raises:
            InvalidSpec: it has errors.
        """
        self.spec.write_text(text, "utf-8")
        return load_project(self.spec, Options())

    def errors(self, text: str) -> list[Diagnostic]:
        """What is wrong with a text."""
        try:
            self.load(text)
        except InvalidSpec as error:
            return [found for found in error.diagnostics if found.severity is Severity.ERROR]
        return []


@st.composite
def resources(draw: st.DrawFn, place: Place, name: str) -> Body:
    """A valid resource of a kind: what is made of its model, less what the rules over whole resources refuse."""
    body: Body = draw(_of_model(kind(name).fields, name, 0))
    for _ in range(20):
        found = place.errors(written(name, body))
        if not found:
            return body
        without = _without(body, _keys(found[0].path))
        if without == body:
            break
        body = without
    return draw(st.nothing())


def written(name: str, body: Mapping[str, object]) -> str:
    """A resource as YAML in block style, saying which kind it is."""
    url = f"https://azuremlschemas.azureedge.net/latest/{ENTRIES[name].schema}.schema.json"
    return as_yaml({"$schema": url, **body})


def as_yaml(document: Mapping[str, object]) -> str:
    """A document in block style, keys as they come."""
    return yaml.dump(document, Dumper=_WithoutAliases, sort_keys=False, allow_unicode=True, width=1000)


class _WithoutAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the library's signature
        """A value that stands twice is written twice: a damage of one is none of the other."""
        return True


def _keys(path: str) -> list[str | int]:
    """The parts of `inputs.a.b[0]`."""
    return [int(number) if number else key for key, number in re.findall(r"([^.\[\]]+)(?!\])|\[(\d+)\]", path)]


def _without(value: Any, path: list[str | int]) -> Any:
    """A value without the entry at a path, or without the deepest one above it that is there."""
    if not path:
        return value
    head, *rest = path
    is_there = head in value if isinstance(value, dict) else isinstance(value, list) and isinstance(head, int)
    if not is_there:
        return value
    below = _without(value[head], rest)
    if rest and below != value[head]:
        return {**value, head: below} if isinstance(value, dict) else [*value[:head], below, *value[head + 1 :]]
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if key != head}
    return [*value[:head], *value[head + 1 :]]


@st.composite
def _of_model(draw: st.DrawFn, model: type[Fields], place: str, depth: int) -> Body:
    model.model_rebuild()  # names of models that come later in their module are no models before
    fields = {name: found for name in sorted(names(model) - {"$schema"}) if (found := field_named(model, name))}
    chosen = {name for name, field in fields.items() if field.is_required()}
    optional = sorted(fields.keys() - chosen)
    if optional and depth < _DEEPEST:
        chosen |= set(draw(st.lists(st.sampled_from(optional), unique=True, max_size=2 if depth else 6)))
    return {name: draw(_of_field(fields[name], f"{place}.{name}", depth)) for name in fields if name in chosen}


def _of_field(field: FieldInfo, place: str, depth: int) -> st.SearchStrategy[Any]:
    return _of_annotation(field.annotation, tuple(field.metadata), place, depth)


def _of_annotation(annotation: Any, metadata: tuple[object, ...], place: str, depth: int) -> st.SearchStrategy[Any]:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _of_annotation(arguments[0], (*metadata, *arguments[1:]), place, depth)
    for item in metadata:
        if isinstance(item, Word):
            return st.sampled_from(
                item.allowed if item.fold is exactly else (*item.allowed, *map(str.upper, item.allowed))
            )
        if isinstance(item, WholeNumber):
            return _of_whole_numbers(item)
    if origin in (typing.Union, types.UnionType):
        return st.one_of([_of_annotation(member, (), place, depth) for member in arguments])
    if origin is list:
        return st.lists(_of_annotation(arguments[0], (), f"{place}.*", depth), min_size=1, max_size=2)
    if origin is not None:
        if arguments[1] is object:
            return st.sampled_from(_ANYTHING)
        values = _of_annotation(arguments[1], (), f"{place}.*", depth)
        return st.dictionaries(st.sampled_from(("one", "two", "n3")), values, max_size=2)
    if annotation in (None, type(None)):
        return st.none() if place.endswith(".*") else st.nothing()  # a field that is null is mostly an error
    if issubclass(annotation, Fields):
        return _of_model(annotation, place, depth + 1)
    return _of_scalar(annotation, place)


def _of_whole_numbers(bounds: WholeNumber) -> st.SearchStrategy[Any]:
    low = 0 if bounds.at_least is None else bounds.at_least
    numbers = st.integers(low, low + 500 if bounds.at_most is None else bounds.at_most)
    return numbers | numbers.map(str) | numbers.map(float)


def _of_scalar(annotation: type, place: str) -> st.SearchStrategy[Any]:
    for known in sorted(PLACES, key=len, reverse=True):
        if f".{place}".endswith(f".{known}"):
            return st.sampled_from(PLACES[known]) if PLACES[known] else st.nothing()
    if annotation is bool:
        return st.booleans()
    if annotation is int:
        return st.integers(0, 1000)
    if annotation is float:
        return st.floats(0.125, 64, width=16)
    return st.sampled_from(_TEXTS)
