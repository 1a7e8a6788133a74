"""Whole schemas: of a plain file of each kind, and of a project file."""

from __future__ import annotations

from collections.abc import Iterable

from runner.project.targets import TargetFields
from runner.project.variables import VariableFields
from runner.resources import ENTRIES, SECTIONS, kind
from runner.resources.registry import Entry
from runner.schema.bodies import EXPRESSION, EXPRESSION_SCHEMA, Bodies, Schema, any_of

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_KEY = r"^[a-zA-Z0-9][a-zA-Z0-9._-]*$"
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
    bodies, overrides = Bodies(templates=True), Bodies(templates=True, partial=True)
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
            "additionalProperties": _variable(bodies),
        },
        "targets": {
            "type": "object",
            "description": "Where the project is applied, by name.",
            "additionalProperties": _target(bodies, overrides),
        },
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


def _variable(bodies: Bodies) -> Schema:
    value: Schema = {"type": ["string", "number", "boolean", "null", "array"]}
    long_form = bodies.body(VariableFields)
    long_form["description"] = "A variable with its type, its default, and the values that are allowed."
    return {"anyOf": [value, long_form]}


def _target(bodies: Bodies, overrides: Bodies) -> Schema:
    changes = {
        "type": "object",
        "description": "Changes to resources on this target: maps merge, lists replace, null removes.",
        "properties": {name: any_of([section, {"type": "null"}]) for name, section in _sections(overrides).items()},
        "additionalProperties": False,
    }
    values = {"type": "object", "description": "Values of variables on this target."}
    schema = bodies.body(TargetFields, {"overrides": changes, "variables": values})
    return any_of([schema, EXPRESSION])


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
            "propertyNames": {"pattern": _KEY},
            "additionalProperties": bodies_of_kinds,
        }
    return sections


def _entry(bodies: Bodies, name: str, section: str) -> Schema:
    more: dict[str, Schema] = {}
    if section == "jobs":
        more = {
            "depends_on": {
                "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
                "description": "Jobs that have to be done before, by key.",
            },
            "matrix": any_of(
                [
                    {
                        "type": "object",
                        "description": "One job for each combination of values: {{ matrix.NAME }}.",
                        "properties": {
                            "include": {"type": "array", "items": {"type": "object"}},
                            "exclude": {"type": "array", "items": {"type": "object"}},
                        },
                        "additionalProperties": any_of([{"type": "array"}, EXPRESSION]),
                    },
                    EXPRESSION,
                ]
            ),
        }
    return bodies.entry(kind(name).fields, more)
