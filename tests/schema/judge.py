"""Holds documents against the schemas, as an editor does, and against the fields of kinds, as `validate` does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

from runner.diagnostics import Diagnostic, Severity, Source
from runner.document import plain, read_documents
from runner.project.settle import settle_nulls
from runner.resources import kind, validate_fields
from runner.schema import schema


@cache
def validator(name: str) -> Draft202012Validator:
    """The validator of a schema, by its name."""
    return Draft202012Validator(schema(name))


def told_by_schema(name: str, text: str) -> list[str]:
    """What a schema has against the documents of a text."""
    return [
        f"{error.json_path}: {error.message[:200]}"
        for document in yaml.safe_load_all(text)
        for error in validator(name).iter_errors(as_json(document))
    ]


def told_by_fields(name: str, text: str) -> list[str]:
    """The errors that the fields of a kind have against the documents of a text, rules between fields left out."""
    return [error.message for error in _errors(name, text)]


def _errors(name: str, text: str) -> Iterator[Diagnostic]:
    found: list[Diagnostic] = []
    for document in read_documents(Source(Path("/spec.yml"), "spec.yml", text), found.append):
        node, _ = settle_nulls(kind(name), document, (), found.append)
        values = plain(node)
        assert isinstance(values, dict)
        validate_fields(kind(name).fields, "resource", node, values, (), found.append)
    return (error for error in found if error.severity is Severity.ERROR)


def as_json(value: object) -> object:
    """A value of YAML as JSON has it: a date is the text that an editor sees."""
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value
