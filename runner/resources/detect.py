"""Which kind a body is of: by `$schema`, `type`, its place in a project, or its keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from runner.diagnostics import closest
from runner.resources.other_kinds import by_shape, by_type
from runner.resources.registry import ENTRIES, SECTIONS, kind

if TYPE_CHECKING:
    from runner.document import Node
    from runner.resources.base import Kind

_SCHEMA_NAME = re.compile(r"(?:.*/)?(?P<name>[A-Za-z0-9]+)\.schema\.json#?|https?://.*/(?P<short>[A-Za-z0-9]+)\.json#?")

_BY_SCHEMA = (
    {entry.schema.lower(): name for name, entry in ENTRIES.items()}
    | {f"{ENTRIES[name].schema.lower()}datastore": name for name in SECTIONS["datastores"]}
    | {"virtualmachinecompute": "virtualmachine", "kubernetes": "kubernetes", "synapsespark": "synapsespark"}
)
"""By the newest name of a schema and those that published examples have."""
_GROUPS = {
    "compute": SECTIONS["computes"],
    "datastore": SECTIONS["datastores"],
    "job": SECTIONS["jobs"],
    "asset": ("data", "environment", "model"),
    "dataset": ("data",),
}
"""Names of schemas that leave several kinds open, or that data assets had in older releases of the CLI."""
_BY_TYPE = (
    {entry.type: name for name, entry in ENTRIES.items() if entry.type}
    | dict.fromkeys(("uri_file", "uri_folder", "mltable"), "data")
    | dict.fromkeys(("custom_model", "mlflow_model", "triton_model"), "model")
)

_COMMON = frozenset({"$schema", "description", "location", "name", "path", "properties", "tags", "type", "version"})
"""Keys that tell nothing."""


class UnsupportedKind(LookupError):
    """A body is of a kind that is not one of ours; `name` is what it is, in words, and `field` the key that says so.

    `meant` is the text that most likely should stand there, or empty, and `belongs` the section of a project that such
    a body belongs in.
    """

    def __init__(self, name: str, field: str, meant: str = "", belongs: str = "") -> None:
        super().__init__(name)
        self.name = name
        self.field = field
        self.meant = meant
        self.belongs = belongs


class Detected(NamedTuple):
    """The kind of a body. `schema_of` is the noun of another kind that its `$schema` wrongly names, or empty."""

    kind: Kind
    schema_of: str = ""


class UntoldKind(LookupError):
    """Nothing tells which kind of a section a body is of; `types` are those that its `type` may be."""

    def __init__(self, types: tuple[str, ...]) -> None:
        super().__init__(types)
        self.types = types


def kind_in_section(section: str, body: Node) -> Detected:
    """The kind of a body in a section of a project file.

    Raises:
        UnsupportedKind: its `type`, `$schema` or shape is of a kind that we do not have, or not in this section.
        UntoldKind: the section has several kinds, and the body does not say which.
    """
    names = SECTIONS[section]
    schema, word = _schema_name(body).lower(), _text_at(body, "type").lower()
    by_schema, typed = _BY_SCHEMA.get(schema), _BY_TYPE.get(word)
    if schema and by_schema not in names and not {*names} & {*_GROUPS.get(schema, ())}:
        of_ours = by_schema or next(iter(_GROUPS.get(schema, ())), None)
        belongs = ENTRIES[of_ours].section if of_ours else ""
        raise UnsupportedKind(_in_words(body), "$schema", "" if of_ours else _meant_schema(body, schema), belongs)
    _refuse_other_types(word)
    if typed is not None and typed not in names:
        raise UnsupportedKind(ENTRIES[typed].noun, "type", belongs=ENTRIES[typed].section)
    if typed is not None:
        wrong = ENTRIES[by_schema].noun if by_schema not in (None, typed) else ""
        return Detected(kind(typed), wrong)
    found = by_schema or _by_keys(body, names) or _meant(word, names)
    if found is None and not _keys(body) & set().union(*(_fields(name) for name in names)) - _COMMON:
        _refuse_other_shapes(body)
    if found is None and len(names) > 1 and section != "jobs":
        raise UntoldKind(tuple(ENTRIES[name].type for name in names))
    return Detected(kind(found or ("command_job" if section == "jobs" else names[0])))


def kind_of(body: Node) -> Detected | None:
    """The kind of a plain CLI v2 document, or None where nothing tells.

    `type` decides, as it does for azure-ai-ml; then `$schema`, unless the keys are those of another kind.

    Raises:
        UnsupportedKind: it is of a kind that is not one of ours.
    """
    schema, word = _schema_name(body).lower(), _text_at(body, "type").lower()
    by_schema = _BY_SCHEMA.get(schema)
    if schema and by_schema is None and schema not in _GROUPS:
        raise UnsupportedKind(_in_words(body), "$schema", _meant_schema(body, schema))
    _refuse_other_types(word)
    if _text_at(body, "kind").lower() in ("hub", "project", "featurestore"):
        raise UnsupportedKind(_text_at(body, "kind").lower(), "kind")
    if by_schema is not None:
        return _agreeing(by_schema, word, body)
    names = _GROUPS.get(schema, tuple(ENTRIES))
    found = _BY_TYPE.get(word)
    _refuse_other_shapes(body)
    if found is None:
        found = _by_keys(body, names) or _meant(word, names) or _by_misspelt_keys(body, names)
        found = found or ("data" if "data" in _GROUPS.get(schema, ()) else _by_fields(body))
    elif found == "data" and "source" in _keys(body):
        raise UnsupportedKind("data import", "source")
    return Detected(kind(found)) if found is not None else None


def _agreeing(by_schema: str, word: str, body: Node) -> Detected:
    """The kind that `$schema` names, unless `type` or the keys say that it is wrong."""
    found, typed = by_schema, _BY_TYPE.get(word)
    if typed and (ENTRIES[typed].type or ENTRIES[by_schema].type or "type" not in _fields(by_schema)):
        found = typed
    own = ENTRIES[found].telling
    if found == by_schema and not (word and word == ENTRIES[found].type) and not _keys(body) & set(own):
        told = _by_keys(body, tuple(ENTRIES))
        if told is not None and not _keys(body) & set(ENTRIES[told].telling) <= _fields(by_schema):
            found = told
    return Detected(kind(found), ENTRIES[by_schema].noun if found != by_schema else "")


def _fields(name: str) -> set[str]:
    fields = kind(name).fields.model_fields
    return {*fields, *(field.alias for field in fields.values() if field.alias)}


def _by_keys(body: Node, names: tuple[str, ...]) -> str | None:
    """The kind of which most telling keys are there."""
    keys = _keys(body)
    counted = {name: len(keys & set(ENTRIES[name].telling)) for name in names}
    if "command" in keys and "command_job" in names:
        return "command_job"
    best = max(counted, key=lambda name: counted[name])
    if counted[best]:
        return best
    if "name" in keys and "workspace" in names and keys & {"location", "resource_group"}:
        return "workspace"
    return "amlcompute" if "size" in keys and "amlcompute" in names else None


def _by_misspelt_keys(body: Node, names: tuple[str, ...]) -> str | None:
    """The kind that a misspelt telling key would tell."""
    telling = {key: name for name in names for key in ENTRIES[name].telling}
    for key in _keys(body) - _COMMON:
        meant = closest(key, telling, cutoff=0.85)  # a word that is merely alike tells nothing: `storage`
        if meant:
            return telling[meant]
    return None


def _by_fields(body: Node) -> str | None:
    """The one kind that has all of these keys, where at least one of them is not in most kinds."""
    keys = _keys(body)
    found = [name for name in ENTRIES if keys <= _fields(name)] if keys - _COMMON else []
    return found[0] if len(found) == 1 else None


def _meant(word: str, names: tuple[str, ...]) -> str | None:
    """The kind that a misspelt `type` names."""
    types = {ENTRIES[name].type: name for name in names if ENTRIES[name].type}
    return types.get(closest(word, types)) if word else None


def _refuse_other_types(word: str) -> None:
    other = by_type(word)
    if other is not None:
        raise UnsupportedKind(other, "type")


def _refuse_other_shapes(body: Node) -> None:
    other = by_shape(body)
    if other is not None:
        raise UnsupportedKind(*other)


def _keys(body: Node) -> set[str]:
    return set(body.value) if isinstance(body.value, Mapping) else set()


def _schema_name(body: Node) -> str:
    """The name of the schema that `$schema` gives, as it is written, or an empty text."""
    match = _SCHEMA_NAME.fullmatch(_text_at(body, "$schema").strip())
    return match["name"] or match["short"] if match else ""


def _meant_schema(body: Node, schema: str) -> str:
    """The address of the schema that a misspelt name of one means, or an empty text."""
    names = {entry.schema.lower(): entry.schema for entry in ENTRIES.values()}
    meant = closest(schema, names, cutoff=0.85)  # names of other kinds are alike: sweepJob, sparkJob
    text = _text_at(body, "$schema")
    at = text.lower().rfind(f"{schema}.")
    return f"{text[:at]}{names[meant]}{text[at + len(schema) :]}" if meant and at >= 0 else ""


def _in_words(body: Node) -> str:
    """`managedOnlineEndpoint` as people say it: managed online endpoint."""
    name = _schema_name(body)
    known = {entry.schema.lower(): entry.noun for entry in ENTRIES.values()} | {"mltable": "MLTable"}
    return known.get(name.lower()) or re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name).lower()


def _text_at(body: Node, key: str) -> str:
    if not isinstance(body.value, dict) or key not in body.value:
        return ""
    value = body.value[key].value
    return value if isinstance(value, str) else ""
