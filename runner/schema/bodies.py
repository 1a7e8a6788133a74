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
from runner.resources.fields import Flag, Nullable, Whole
from runner.schema.defaults import DEFAULTS
from runner.schema.descriptions import description

Schema = dict[str, Any]

NULL: Schema = {"type": "null"}
EXPRESSION = {"$ref": "#/$defs/expression"}
EXPRESSION_SCHEMA: Schema = {
    "type": "string",
    "pattern": r"(^|[^$])\{\{",
    "description": "An expression of runner: {{ var.NAME }}.",
}


class Bodies:
    """The schemas of models, each defined once and referred to by name.

    With `templates` an expression may stand for any value; with `whole`, as in a target's overrides, nothing is
    required and null removes, also what is not there. A list replaces another one, so that what is in it is `whole`.
    """

    def __init__(self, *, templates: bool = False, whole: Bodies | None = None) -> None:
        self._templates = templates
        self._partial = whole is not None
        self._whole = whole or self
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
            given = {key: any_of([schema, NULL]) for key, schema in more.items()} if self._partial else more
            self.definitions[name] = self.body(model, given, without=["name"])
        reference = {"$ref": f"#/$defs/{name}"}
        return any_of([reference, NULL]) if self._partial else reference

    def body(
        self, model: type[BaseModel], more: Mapping[str, Schema] | None = None, without: Iterable[str] = ()
    ) -> Schema:
        """The schema of a model's mapping, with `more` fields, and with the fields `without` left optional."""
        model.model_rebuild()  # a model that names itself is known in full only once it is built
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        properties = {name: self._field(model, name, field) for name, field in sorted(fields.items())}
        for name in sorted(model.READ_ONLY if issubclass(model, Fields) else ()):
            told = "Set by the service, and left out here."
            if name == "$schema":
                told = description(model.__name__, name)
            properties.setdefault(name, {"readOnly": True, "description": told})
        required = sorted(name for name, field in fields.items() if field.is_required() and name not in set(without))
        schema: Schema = {
            "type": "object",
            "description": _first_line(model),
            "properties": {**properties, **(more or {})},
        }
        if required and not self._partial:
            schema["required"] = required
        return {**schema, "additionalProperties": NULL if self._partial else False}

    def _field(self, model: type[BaseModel], name: str, field: FieldInfo) -> Schema:
        # What is ours is no resource, in which a null would be refused as a value that was forgotten.
        is_ours = not model.__module__.startswith("runner.resources")
        nullable = is_ours or any(isinstance(item, Nullable) for item in field.metadata)
        schema = self._value(self._of(field.annotation, field.metadata, nullable=nullable))
        if self._partial:
            schema = any_of([schema, NULL])
        schema = {**schema, "description": description(model.__name__, name)}
        default = DEFAULTS.get(f"{model.__name__}.{name}")
        return schema if default is None or self._partial else {**schema, "default": default}

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
            return any_of([schema, NULL]) if nullable and type(None) in arguments else schema
        return _narrowed(NULL if annotation is type(None) else self._member(annotation), metadata)

    def _member(self, annotation: object) -> Schema:
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self.reference(annotation)
        if origin is list:
            return {"type": "array", "items": self._whole._value(self._whole._of(arguments[0]))}  # noqa: SLF001 - of the same class
        if origin in (dict, Mapping):
            values = arguments[1]
            entries = self._value(self._of(values, nullable=True))
            return {"type": "object", "additionalProperties": any_of([entries, NULL]) if self._partial else entries}
        if origin is typing.Literal:
            return {"type": "string", "enum": list(arguments)}
        names: dict[object, Schema] = {
            str: {"type": "string"},
            int: self._of(Whole),  # pydantic's own types take text as well
            float: {"type": "number"},
            bool: self._of(Flag),
        }
        return names.get(annotation, {})


def any_of(schemas: Iterable[Schema]) -> Schema:
    """One of several schemas, each once, null last. Sorted: equal unions of Python are one object, in either order."""
    parts = [part for schema in schemas for part in (schema["anyOf"] if set(schema) == {"anyOf"} else [schema])]
    unique = {json.dumps(part, sort_keys=True): part for part in parts}
    if not unique or "{}" in unique:
        return {}
    ordered = [unique[key] for key in sorted(unique, key=lambda key: (unique[key] == NULL, key))]
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
