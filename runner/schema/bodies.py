"""JSON Schema of field models, from their annotations: what `validate` accepts, for editors."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from runner.resources import Fields
from runner.resources.fields import Nullable
from runner.schema.descriptions import DEFAULTS, description

Schema = dict[str, Any]

_NULL: Schema = {"type": "null"}
EXPRESSION = {"$ref": "#/$defs/expression"}
EXPRESSION_SCHEMA: Schema = {
    "type": "string",
    "pattern": r"\{\{",
    "description": "An expression of runner: {{ var.NAME }}.",
}


class Bodies:
    """The schemas of models, each defined once and referred to by name.

    With `templates` an expression may stand for any value; with `partial` nothing is required and null removes, as in
    a target's overrides.
    """

    def __init__(self, *, templates: bool = False, partial: bool = False) -> None:
        self._templates = templates
        self._partial = partial
        self.definitions: dict[str, Schema] = {}

    def reference(self, model: type[BaseModel]) -> Schema:
        """A reference to the schema of a model, which is defined."""
        name = _name(model) + (".override" if self._partial else "")
        if name not in self.definitions:
            self.definitions[name] = {}  # a model may hold itself
            self.definitions[name] = self.body(model)
        return {"$ref": f"#/$defs/{name}"}

    def entry(self, model: type[BaseModel], more: Mapping[str, Schema]) -> Schema:
        """A reference to a kind's mapping as an entry of a section: its key stands for its name."""
        name = f"{_name(model)}{'.override' if self._partial else '.entry'}"
        if name not in self.definitions:
            self.definitions[name] = self.body(model, more, without=["name"])
        reference = {"$ref": f"#/$defs/{name}"}
        return any_of([reference, _NULL]) if self._partial else reference

    def body(
        self, model: type[BaseModel], more: Mapping[str, Schema] | None = None, without: Iterable[str] = ()
    ) -> Schema:
        """The schema of a model's mapping, with `more` fields, and with the fields `without` left optional."""
        model.model_rebuild()  # a model that names itself is known in full only once it is built
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        properties = {name: self._field(model, name, field) for name, field in sorted(fields.items())}
        for name in sorted(model.READ_ONLY if issubclass(model, Fields) else ()):
            properties.setdefault(name, {"readOnly": True, "description": "Set by the service, and left out here."})
        required = sorted(name for name, field in fields.items() if field.is_required() and name not in set(without))
        schema: Schema = {
            "type": "object",
            "description": _first_line(model),
            "properties": {**properties, **(more or {})},
        }
        if required and not self._partial:
            schema["required"] = required
        return {**schema, "additionalProperties": False}

    def _field(self, model: type[BaseModel], name: str, field: FieldInfo) -> Schema:
        nullable = any(isinstance(item, Nullable) for item in field.metadata)
        schema = self._value(self._of(field.annotation, field.metadata, nullable=nullable))
        if self._partial:
            schema = any_of([schema, _NULL])
        if issubclass(model, Fields) and model.__module__.startswith("runner.resources"):
            schema = {**schema, "description": description(model.__name__, name)}
            default = DEFAULTS.get(f"{model.__name__}.{name}")
            if default is not None and not self._partial:
                schema["default"] = default
        return schema

    def _value(self, schema: Schema) -> Schema:
        """A value, in whose place an expression may stand."""
        if not self._templates or schema == {} or (schema.get("type") == "string" and len(schema) == 1):
            return schema
        return any_of([schema, EXPRESSION])

    def _of(self, annotation: object, metadata: Iterable[object] = (), *, nullable: bool = False) -> Schema:
        """The schema of an annotation. None among the members of a union counts only where null is allowed."""
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is typing.Annotated:
            return self._of(arguments[0], [*arguments[1:], *metadata], nullable=nullable)
        said = [item for item in metadata if hasattr(item, "__get_pydantic_json_schema__")]
        if said:
            return dict(said[0].__get_pydantic_json_schema__(None, None))
        if origin in (typing.Union, types.UnionType):
            schema = any_of(self._of(member) for member in arguments if member is not type(None))
            return any_of([schema, _NULL]) if nullable and type(None) in arguments else schema
        return _narrowed(_NULL if annotation is type(None) else self._member(annotation), metadata)

    def _member(self, annotation: object) -> Schema:
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self.reference(annotation)
        if origin is list:
            return {"type": "array", "items": self._value(self._of(arguments[0]))}
        if origin is dict or origin is typing.get_origin(Mapping[str, object]):
            values = arguments[1]
            entries = self._value(self._of(values, nullable=True))
            return {"type": "object", "additionalProperties": any_of([entries, _NULL]) if self._partial else entries}
        if origin is typing.Literal:
            return {"type": "string", "enum": list(arguments)}
        names: dict[object, Schema] = {
            str: {"type": "string"},
            int: {"type": "integer"},
            float: {"type": "number"},
            bool: {"type": "boolean"},
        }
        return names.get(annotation, {})


def any_of(schemas: Iterable[Schema]) -> Schema:
    """One of several schemas, each once, null last. Sorted: equal unions of Python are one object, in either order."""
    parts = [part for schema in schemas for part in (schema["anyOf"] if set(schema) == {"anyOf"} else [schema])]
    unique = {json.dumps(part, sort_keys=True): part for part in parts}
    if not unique or "{}" in unique:
        return {}
    ordered = [unique[key] for key in sorted(unique, key=lambda key: (unique[key] == _NULL, key))]
    return ordered[0] if len(ordered) == 1 else {"anyOf": ordered}


def _narrowed(schema: Schema, metadata: Iterable[object]) -> Schema:
    """A schema with what `Annotated` says about its values."""
    narrowed = dict(schema)
    for item in metadata:
        for constraint in item.metadata if isinstance(item, FieldInfo) else [item]:
            for name, keyword in (("min_length", "minLength"), ("ge", "minimum"), ("pattern", "pattern")):
                value = getattr(constraint, name, None)
                if value is not None:
                    narrowed[keyword] = value
    return narrowed


def _name(model: type[BaseModel]) -> str:
    return f"{model.__module__.rpartition('.')[2]}.{model.__name__}"


def _first_line(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]
