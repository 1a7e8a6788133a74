"""Validates a resource's fields and says what is wrong at the place in the file, in the fields' own words."""

from __future__ import annotations

import datetime as dt
import types
import typing
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from runner.diagnostics import Diagnostic, Report, Severity, Span, closest, join_path, with_article
from runner.document import Node, Path, child, locate
from runner.resources.base import Fields, Kind, Manifest, Problem

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_MOST_PROBLEMS = 100
"""Problems of one resource that each check reports: more than anybody reads, and each may take a millisecond."""


def validate(kind: Kind, node: Node, manifest: Manifest, path: Path, report: Report) -> bool:
    """Whether a resource is valid; every problem is reported. `path` is the resource's place in the spec."""
    found: list[Diagnostic] = []
    valid = validate_fields(kind.fields, kind.noun, node, manifest, path, found.append)
    wrong = {(diagnostic.span.line, diagnostic.span.column) for diagnostic in found if diagnostic.span}
    misspelt_in = {diagnostic.path.rpartition(".")[0] for diagnostic in found if diagnostic.code == "unknown-field"}
    for rule in kind.rules:
        for problem in islice(rule(manifest), _MOST_PROBLEMS):
            diagnostic = _rule_error(node, problem, path)
            # What is wrong as a field already need not be said again by a rule about it.
            is_said = diagnostic.span is not None and (diagnostic.span.line, diagnostic.span.column) in wrong
            is_misspelt = diagnostic.code == "missing-field" and diagnostic.path in misspelt_in
            if not is_said and not is_misspelt:
                found.append(diagnostic)
            valid = valid and problem.is_warning
    for diagnostic in found:
        report(diagnostic)
    return valid


def validate_fields(fields: type[Fields], noun: str, node: Node, values: Manifest, path: Path, report: Report) -> bool:
    """Whether values are what the fields of `noun` (a word for people) may be; every problem is reported."""
    try:
        fields.model_validate(values)
    except ValidationError as error:
        seen = set()
        errors = error.errors(include_url=False, include_input=False, include_context=True)
        for details in errors[:_MOST_PROBLEMS]:
            if _is_misspelt(fields, node, details):
                continue  # the key that was meant for it is reported, with this field as its suggestion
            diagnostic = _field_error(fields, noun, node, details, path)
            key = (diagnostic.code, diagnostic.path)
            if key not in seen:
                seen.add(key)
                report(diagnostic)
        return False
    return True


def _is_misspelt(fields: type[Fields], node: Node, details: ErrorDetails) -> bool:
    """Whether a field is missing only because its key is misspelt."""
    if details["type"] != "missing":
        return False
    _, at = _deepest(node, details["loc"])
    known = _known_names(fields, details["loc"][:-1])
    wanted = str(details["loc"][-1])
    return any(closest(key, known) == wanted for key in _unknown_keys(at, known))


def _rule_error(node: Node, problem: Problem, path: Path) -> Diagnostic:
    found, at = _deepest(node, problem.path)
    place: Span = at.written if problem.at_key or len(found) < len(problem.path) else at.span
    if problem.fragment:
        place = locate(at, problem.fragment, problem.occurrence)
    severity = Severity.WARNING if problem.is_warning else Severity.ERROR
    where = join_path((*path, *problem.path))
    return Diagnostic(
        problem.code, problem.message, place, where, problem.hint, problem.suggestion, severity, tuple(at.also)
    )


def _field_error(fields: type[Fields], noun: str, node: Node, details: ErrorDetails, path: Path) -> Diagnostic:
    found, at = _deepest(node, details["loc"])
    where = join_path((*path, *found))
    error_type = details["type"]
    last = str(details["loc"][-1]) if details["loc"] else ""
    if error_type == "missing":
        owner = f"`{join_path(found)}`" if found else with_article(noun)
        return Diagnostic("missing-field", f"{owner} needs `{last}`", at.written, where, f"add `{last}:`")
    if error_type == "extra_forbidden":
        known = _known_names(fields, details["loc"][:-1])
        owner = with_article(noun) if len(found) < 2 else f"`{join_path(found[:-1])}`"
        meant = closest(last, known)
        hint = f"did you mean `{meant}`?" if meant else f"it can have {', '.join(sorted(known))}"
        return Diagnostic("unknown-field", f"{owner} has no field `{last}`", at.written, where, hint, meant)
    message, hint, suggestion = _value_error(details, at)
    code = "wrong-type" if error_type.endswith(("_type", "_parsing", "_from_float")) else "invalid-value"
    name = join_path(found) or noun
    return Diagnostic(code, f"`{name}` {message}", at.span, where, hint, suggestion, related=tuple(at.also))


def _value_error(details: ErrorDetails, at: Node) -> tuple[str, str, str]:
    """What is wrong with a value: message, hint, suggestion."""
    context: Mapping[str, Any] = details.get("ctx", {})
    error_type = details["type"]
    shown = _shown(at)
    wanted = _WANTED.get(error_type)
    if error_type in ("literal_error", "enum"):
        allowed = [word.strip().strip("'") for word in context["expected"].replace(" or ", ", ").split(",")]
        meant = closest(str(at.value), allowed)
        hint = f"did you mean `{meant}`?" if meant else f"one of {', '.join(allowed)}"
        return f"cannot be {shown}", hint, meant
    if wanted is not None:
        is_scalar = not isinstance(at.value, dict | list | None)
        hint = "put it in quotes" if wanted == _TEXT and is_scalar else ""
        return f"must be {wanted}, and is {shown}", hint, ""
    if error_type == "greater_than_equal":
        return f"must be at least {context['ge']}, and is {shown}", "", ""
    if error_type == "string_too_short":
        return "is empty", "give it a value, or remove it", ""
    return f"is {shown}: {details['msg'].lower()}", "", ""


_WHOLE = "a whole number"
_TEXT = "text"
_WANTED = {
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": _TEXT,
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
    "none_required": "empty",
}


def _shown(node: Node) -> str:
    value = node.value
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text `{value if len(value) <= 40 else value[:39] + '…'}`"
    return f"the date `{value}`" if isinstance(value, dt.date) else f"`{value}`"


def _deepest(node: Node, loc: tuple[str | int, ...]) -> tuple[Path, Node]:
    """The node that an error's place leads to, and its path: names of a union's members are no keys and are passed."""
    path: list[str | int] = []
    at = node
    for part in loc:
        below = child(at, (part,))
        if below is not None:
            path.append(part)
            at = below
    return tuple(path), at


def _unknown_keys(node: Node, known: set[str]) -> list[str]:
    unknown = (key for key in node.value if key not in known) if isinstance(node.value, dict) else ()
    return list(islice(unknown, _MOST_PROBLEMS))


def _known_names(fields: type[BaseModel], loc: tuple[str | int, ...]) -> set[str]:
    """The field names of the models that an error's place leads to."""
    current: list[object] = [fields]
    for part in loc:
        current = [below for annotation in current for below in _below(annotation, part)] or current
    names: set[str] = set()
    for annotation in current:
        for model in _models(annotation):
            names |= {field.alias or name for name, field in model.model_fields.items()}
    return names


def _below(annotation: object, part: str | int) -> Iterator[object]:
    for member in _members(annotation):
        origin = typing.get_origin(member)
        if isinstance(member, type) and issubclass(member, BaseModel):
            for name, field in member.model_fields.items():
                if part in (name, field.alias):
                    yield field.annotation
        elif origin in (dict, Mapping):
            yield typing.get_args(member)[1]
        elif origin is list:
            yield typing.get_args(member)[0]


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    for member in _members(annotation):
        if isinstance(member, type) and issubclass(member, BaseModel):
            yield member


def _members(annotation: object) -> Iterator[object]:
    """The members of a union, without the wrappings of `Annotated`."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        yield from _members(typing.get_args(annotation)[0])
    elif origin in (typing.Union, types.UnionType):
        for member in typing.get_args(annotation):
            yield from _members(member)
    else:
        yield annotation
