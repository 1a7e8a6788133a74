"""Whole schemas: of a plain file of each kind, and of a project file."""

from __future__ import annotations

from collections.abc import Iterable

from runner.policy.model import PolicyFields
from runner.project.targets import ONLY, TargetFields
from runner.project.variables import VariableFields
from runner.resources import ENTRIES, SECTIONS, kind
from runner.resources.registry import Entry
from runner.schema.bodies import EXPRESSION, EXPRESSION_SCHEMA, NULL, Bodies, Schema, any_of
from runner.schema.descriptions import description

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_KEY = r"^[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}$"
_KEY_OF_A_JOB = r"^[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}$"
_VARIABLE = r"^[^\s0-9.-][^\s.-]*$"
"""A name that expressions can have, in letters of any language."""
PROJECT = "project"
"""The name of the schema of project files, beside those of the kinds."""


def schema_names() -> list[str]:
    """The schemas that there are: of project files, and of each kind."""
    return [PROJECT, *ENTRIES]


def schema(name: str) -> Schema:
    """The schema of this name.

    Raises:
        KeyError: there is none.
    """
    return _project() if name == PROJECT else _plain(name, ENTRIES[name])


def _plain(name: str, entry: Entry) -> Schema:
    bodies = Bodies()
    body = bodies.body(kind(name).fields)
    noun = entry.noun
    return {"$schema": _DIALECT, "title": f"{noun[0].upper()}{noun[1:]}", **body, **_definitions([bodies])}


def _project() -> Schema:
    bodies = Bodies(templates=True)
    overrides = Bodies(templates=True, whole=bodies)
    properties: dict[str, Schema] = {
        "project": {
            "type": "string",
            "pattern": r"^[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}$",
            "description": "The project's name: it identifies everything that is applied from here.",
        },
        "include": {
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
            "description": "More files of the same form, relative to this one: jobs/*.yml.",
        },
        "variables": {
            "type": "object",
            "description": "Values by name, for {{ var.NAME }}.",
            "propertyNames": {"pattern": _VARIABLE},
            "additionalProperties": _variable(),
        },
        "targets": {
            "type": "object",
            "description": "Where the project is applied, by name.",
            "minProperties": 1,
            "additionalProperties": _target(bodies, overrides),
        },
        "policy": Bodies().body(PolicyFields),
        **_sections(bodies),
    }
    return {
        "$schema": _DIALECT,
        "title": "Project file of runner",
        "description": "A project, or a part of one that it includes.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **_definitions([bodies, overrides], {"expression": EXPRESSION_SCHEMA}),
    }


def _definitions(parts: Iterable[Bodies], more: dict[str, Schema] | None = None) -> Schema:
    found = {name: body for bodies in parts for name, body in bodies.definitions.items()} | (more or {})
    return {"$defs": dict(sorted(found.items()))} if found else {}


def _variable() -> Schema:
    value: Schema = {"type": ["string", "number", "boolean", "null", "array"]}
    long_form = Bodies().body(VariableFields)
    long_form["description"] = "A variable with its type, its default, and the values that are allowed."
    return {"anyOf": [value, long_form]}


def _target(bodies: Bodies, overrides: Bodies) -> Schema:
    changes = {
        "type": ["object", "null"],
        "description": description("TargetFields", "overrides"),
        "properties": {name: any_of([section, NULL]) for name, section in _sections(overrides).items()},
        "additionalProperties": False,
    }
    values = {"type": ["object", "null"], "description": description("TargetFields", "variables")}
    schema = bodies.body(TargetFields, {"overrides": changes, "variables": values})
    return {**schema, "allOf": [_without_fields_of_others(backend) for backend in ONLY]}


def _without_fields_of_others(backend: str) -> Schema:
    others = sorted(field for other, fields in ONLY.items() if other != backend for field in fields)
    chosen = {"properties": {"backend": {"const": backend}}, "required": ["backend"]}
    return {"if": chosen, "then": {"properties": dict.fromkeys(others, False)}}


def _sections(bodies: Bodies) -> dict[str, Schema]:
    """The sections of a project: resources by key, without a name that they must have."""
    sections: dict[str, Schema] = {}
    for section, names in SECTIONS.items():
        bodies_of_kinds = any_of(_entry(bodies, name, section) for name in names)
        nouns = ", ".join(f"{ENTRIES[name].noun}s" for name in names)
        if section == "workspace":
            sections[section] = {**bodies_of_kinds, "description": "The workspace of the project."}
            continue
        sections[section] = {
            "type": "object",
            "description": f"By key: {nouns}.",
            "propertyNames": {"pattern": _KEY_OF_A_JOB if section == "jobs" else _KEY},
            "additionalProperties": bodies_of_kinds,
        }
    return sections


def _entry(bodies: Bodies, name: str, section: str) -> Schema:
    protect = {"anyOf": [{"type": "boolean"}, EXPRESSION], "description": "Whether it is never deleted or replaced."}
    more: dict[str, Schema] = {"protect": protect}
    if section == "jobs":
        more = {
            "depends_on": {
                "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
                "description": "Jobs that have to be done before, by key.",
            },
            "matrix": _matrix(),
        }
    return bodies.entry(kind(name).fields, more)


def _matrix() -> Schema:
    """Lists of values by name. In an override null removes one; elsewhere only `validate` tells that it is none."""
    cells = any_of([{"type": "array", "items": any_of([{"type": "object"}, EXPRESSION])}, EXPRESSION, NULL])
    by_name = {
        "type": "object",
        "description": "One job for each combination of values: {{ matrix.NAME }}.",
        "properties": {
            "include": {**cells, "description": "Combinations that are added."},
            "exclude": {**cells, "description": "Combinations that are left out."},
        },
        "additionalProperties": any_of([{"type": "array"}, EXPRESSION, NULL]),
    }
    return any_of([by_name, EXPRESSION])
