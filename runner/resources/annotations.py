"""Looks into the annotations of field models: which models, names and types stand at a place."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pydantic import BaseModel, Tag
from pydantic.fields import FieldInfo

from runner.resources.fields import Fields, Nullable

Loc = tuple[str | int, ...]
"""A place as pydantic names it: keys and indexes, and between them the tags of unions."""


class Member(NamedTuple):
    """One member of a union, with the tag that chooses it."""

    annotation: object
    tag: str = ""


def models_at(fields: type[BaseModel], loc: Loc) -> list[type[Fields]]:
    """The models that a place leads to; a tag in it chooses among the members of a union."""
    return [model for annotation in annotations_at(fields, loc) for model in models(annotation)]


def annotations_at(fields: type[BaseModel], loc: Loc) -> list[object]:
    """The annotations that a place leads to."""
    current: list[object] = [fields]
    for part in loc:
        current = [below for annotation in current for below in _below(annotation, part)] or current
    return current


def is_tag(fields: type[BaseModel], loc: Loc) -> bool:
    """Whether the last part of a place is the tag that chooses among the members of a union, and no key."""
    return loc[-1] != "" and any(
        member.tag == loc[-1] for above in annotations_at(fields, loc[:-1]) for member in members(above)
    )


def names(model: type[Fields]) -> set[str]:
    """The names of a model's fields as specs write them."""
    return {field.alias or name for name, field in model.model_fields.items()}


def models(annotation: object) -> Iterator[type[Fields]]:
    """The models among the members of a union."""
    for member in members(annotation):
        if isinstance(member.annotation, type) and issubclass(member.annotation, Fields):
            yield member.annotation


def members(annotation: object, tag: str = "") -> Iterator[Member]:
    """The members of a union, without the wrappings of `Annotated`."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        inner, *metadata = typing.get_args(annotation)
        own = next((item.tag for item in metadata if isinstance(item, Tag)), tag)
        yield from members(inner, own)
    elif origin in (typing.Union, types.UnionType):
        for member in typing.get_args(annotation):
            yield from members(member, tag)
    else:
        yield Member(annotation, tag)


def _below(annotation: object, part: str | int) -> Iterator[object]:
    found = list(members(annotation))
    tagged = [member.annotation for member in found if member.tag == part]
    if tagged:
        yield from tagged
        return
    for member in found:
        origin = typing.get_origin(member.annotation)
        if isinstance(member.annotation, type) and issubclass(member.annotation, BaseModel):
            field = field_named(member.annotation, part)
            if field is not None:
                yield field.annotation
        elif origin in (dict, Mapping):
            yield typing.get_args(member.annotation)[1]
        elif origin is list and isinstance(part, int):
            yield typing.get_args(member.annotation)[0]


def field_named(model: type[BaseModel], name: str | int) -> FieldInfo | None:
    """The field that specs write as `name`, or None."""
    for own, field in model.model_fields.items():
        if name == (field.alias or own):
            return field
    return None


def allows_null(fields: type[BaseModel], path: Loc) -> bool:
    """Whether null may stand at a place: in a field that is marked so, or as a value in a mapping that takes null."""
    for parent in annotations_at(fields, path[:-1]):
        for member in members(parent):
            annotation = member.annotation
            if annotation in (object, typing.Any):
                return True
            if isinstance(annotation, type) and issubclass(annotation, BaseModel):
                field = field_named(annotation, path[-1])
                if field is not None and any(isinstance(item, Nullable) for item in field.metadata):
                    return True
            elif typing.get_origin(annotation) is not None:
                below = {item.annotation for inner in _below(annotation, path[-1]) for item in members(inner)}
                if below & {type(None), None, object}:
                    return True
    return False
