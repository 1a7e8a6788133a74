"""Where a field belongs that stands at a wrong level, or beside the field whose it is."""

from __future__ import annotations

from runner.diagnostics import join_path
from runner.document import Node, Path
from runner.resources.annotations import annotations_at, field_named, members, models, models_at, names
from runner.resources.fields import Fields
from runner.resources.meant import known_by_another_name

_OF_MANY = frozenset({"$schema", "description", "name", "properties", "tags", "type", "version"})
"""Fields of so many parts that their place says nothing."""
_OF_CONDA = frozenset({"channels", "dependencies"})


def belongs_elsewhere(fields: type[Fields], name: str, owner: Path, value: Node) -> str:
    """The place of the field `name`, which the part at `owner` does not have, as a hint; or an empty text."""
    if name not in _OF_MANY:
        place = _below(fields, name, owner) or (_below(fields, name, ()) if owner else "")
        if place == join_path(owner) and owner:
            types = _types_with(fields, name, owner)
            return f"it is for type {' or '.join(types)}" if types else ""
        if place:
            return f"it belongs under `{place}`"
    if owner and name in names(fields) and name not in _OF_MANY:
        return f"it belongs one level up, beside `{owner[0]}`"
    known = {known for model in models_at(fields, owner) for known in names(model)}
    if name in _OF_CONDA and "conda_file" in known:
        return "it belongs into the `conda_file`, or under it"
    inside = list(value.value) if isinstance(value.value, dict) else []
    if inside and known.issuperset(inside) and _OF_MANY.isdisjoint(inside):
        return f"its fields belong one level up: `{'`, `'.join(inside[:3])}`"
    return ""


def _types_with(fields: type[Fields], name: str, owner: Path) -> list[str]:
    """The values of `type` whose parts have the field, where several kinds of parts can stand at a place."""
    found = [member for annotation in annotations_at(fields, owner) for member in members(annotation)]
    return [member.tag for member in found for model in models(member.annotation) if field_named(model, name)]


def _below(fields: type[Fields], name: str, owner: Path) -> str:
    """The part below `owner` that has the field, under this name or that of another client."""
    parts = [
        (field_name, below)
        for model in models_at(fields, owner)
        for field_name, field in model.model_fields.items()
        for below in models(field.annotation)
    ]
    for field_name, below in parts:
        if field_named(below, name):
            return join_path((*owner, field_name))
    for field_name, below in parts:
        meant = known_by_another_name(name, names(below))
        if meant and meant not in _OF_MANY:
            return f"{join_path((*owner, field_name))}` as `{meant}"
    return ""
