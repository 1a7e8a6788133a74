"""JSON Schema (2020-12) of project files and of each kind, for editors: it accepts what `validate` accepts."""

from runner.schema.documents import PROJECT, schema, schema_names

__all__ = ["PROJECT", "schema", "schema_names"]
