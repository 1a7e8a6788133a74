"""Resources with one default of their schema written out, to be held against what azure-ai-ml makes of them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator

from runner.schema.bodies import Schema


class Written(NamedTuple):
    """A resource with one more field, at its default. `field` is `definition.field`, or `.field` at the top."""

    field: str
    body: dict[str, Any]


def with_a_default(schema: Schema, body: dict[str, Any]) -> Iterator[Written]:
    """The resource with each default that it does not give, one at a time."""
    for owner, path, name, default in _missing(schema, schema, "", body, ()):
        whole = copy.deepcopy(body)
        at: Any = whole
        for part in path:
            at = at[part]
        at[name] = default
        yield Written(f"{owner}.{name}", whole)


def _missing(
    root: Schema, schema: Schema, owner: str, value: object, path: tuple[str | int, ...]
) -> Iterator[tuple[str, tuple[str | int, ...], str, object]]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from _missing(root, root["$defs"][name], name, value, path)
    elif "anyOf" in schema:
        fitting = (one for one in schema["anyOf"] if _fits(root, one, value))
        yield from _missing(root, next(fitting, {}), owner, value, path)
    elif isinstance(value, dict):
        for name, field in schema.get("properties", {}).items():
            if "default" in field and name not in value:
                yield owner, path, name, field["default"]
        for name, item in value.items():
            below = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            yield from _missing(root, below or {}, owner, item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _missing(root, schema.get("items", {}), owner, item, (*path, index))


def _fits(root: Schema, schema: Schema, value: object) -> bool:
    return Draft202012Validator({"$defs": root.get("$defs", {}), **schema}).is_valid(value)
