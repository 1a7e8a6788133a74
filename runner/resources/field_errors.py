"""Says what is wrong with a field, at its place, in the fields' own words: pydantic's errors as diagnostics."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from runner.diagnostics import Diagnostic, Report, Severity, join_path, with_article
from runner.document import Node, Path, child
from runner.resources.annotations import Loc, is_tag, models_at, names
from runner.resources.elsewhere import belongs_elsewhere
from runner.resources.fields import Fields
from runner.resources.meant import meant_beside, meant_field, meant_word, misspelt_beyond_doubt
from runner.resources.parts.durations import seconds_in
from runner.resources.validate import Validated

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_MOST_UNKNOWN = 100
_NO_COLON = re.compile(r"(\w+)(?:\s*[:=]\s*|\s+)([^\s:=]{1,40})")
"""What is read as one text, as `: ` is not there: `timeout 60`, `timeout:60`, `timeout=60`."""
_IN_SECONDS = frozenset({"timeout", "trial_timeout", "idle_time_before_scale_down"})
_TEXT = "text"
_WANTED = {
    "whole_number": "a whole number",
    "number": "a number",
    "true_or_false": "true or false",
    "version": "text or a number",
    "literal": "text, a number, or true or false",
    "scalar": "text or a number",
    "string_type": _TEXT,
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
    "none_required": "empty",
}


def explain(
    fields: type[Fields], noun: str, node: Node, path: Path, errors: Iterable[ErrorDetails], report: Report
) -> Validated:
    """Reports every error; a read-only field is a warning only, and is to be left out."""
    seen = set()
    read_only: list[Path] = []
    unread: set[Path] = set()
    misspelt: dict[Path, str] = {}
    valid = True
    for details in errors:
        found, at = _deepest(fields, node, details["loc"])
        if details["type"] == "extra_forbidden" and _is_read_only(fields, details["loc"]):
            read_only.append(found)
            if found[-1] != "$schema":
                report(_read_only(noun, found, at, path))
            continue
        valid = False
        if details["type"] != "extra_forbidden":
            unread.add((*found, str(details["loc"][-1])) if details["type"] == "missing" else found)
        if details["type"] == "missing" and _misspelt(at, _known(fields, details["loc"][:-1]), str(details["loc"][-1])):
            continue  # the key that was meant for it is reported, with this field as its suggestion
        for diagnostic in _diagnostics(fields, noun, node, details, found, at, path):
            key = (diagnostic.code, diagnostic.path)
            if key not in seen:
                seen.add(key)
                report(diagnostic)
                if diagnostic.code == "unknown-field" and _is_free(diagnostic.suggestion, node, found, misspelt):
                    misspelt[found] = diagnostic.suggestion
    return Validated(valid, tuple(read_only), frozenset(unread), misspelt)


def _is_free(name: str, node: Node, found: Path, misspelt: Mapping[Path, str]) -> bool:
    """Whether a suggested name is neither given beside the field nor meant by another one."""
    beside = child(node, found[:-1])
    is_given = beside is not None and isinstance(beside.value, dict) and name in beside.value
    return bool(name) and not is_given and (found[:-1], name) not in {(at[:-1], of) for at, of in misspelt.items()}


def _deepest(fields: type[Fields], node: Node, loc: Loc) -> tuple[Path, Node]:
    """The node that an error's place leads to, and its path: tags of a union's members are no keys and are passed."""
    path: list[str | int] = []
    at = node
    for index, part in enumerate(loc):
        below = None if is_tag(fields, loc[: index + 1]) else child(at, (part,))
        if below is not None:
            path.append(part)
            at = below
    return tuple(path), at


def _is_read_only(fields: type[Fields], loc: Loc) -> bool:
    return any(loc[-1] in model.READ_ONLY for model in models_at(fields, loc[:-1]))


def _read_only(noun: str, found: Path, at: Node, path: Path) -> Diagnostic:
    owner = f"`{join_path(found[:-1])}`" if len(found) > 1 else with_article(noun)
    message = f"`{found[-1]}` of {owner} is set by the service, and is left out"
    where = join_path((*path, *found))
    return Diagnostic("read-only-field", message, at.written, where, "remove it", severity=Severity.WARNING)


def _known(fields: type[Fields], loc: Loc) -> set[str]:
    """The field names of the models that an error's place leads to."""
    return {name for model in models_at(fields, loc) for name in names(model)}


def _misspelt(at: Node, known: set[str], wanted: str) -> str:
    """The key that was most likely meant to be `wanted`, or an empty text."""
    if not isinstance(at.value, dict):
        return ""
    unknown = (key for key in at.value if key not in known)
    absent = known - at.value.keys()
    return next((key for key in islice(unknown, _MOST_UNKNOWN) if meant_beside(key, known, absent) == wanted), "")


def _diagnostics(
    fields: type[Fields], noun: str, node: Node, details: ErrorDetails, found: Path, at: Node, path: Path
) -> Iterable[Diagnostic]:
    where = join_path((*path, *found))
    error_type = details["type"]
    last = str(details["loc"][-1]) if details["loc"] else ""
    if error_type == "missing":
        yield _missing(noun, last, found, at, path)
    elif error_type == "extra_forbidden":
        beside = child(node, found[:-1])
        yield _unknown_field(fields, noun, details["loc"], found, at, beside or node, where)
    elif error_type in ("union_tag_not_found", "union_tag_invalid"):
        yield _wrong_type_of_union(noun, details, found, at, path)
    else:
        message, hint, suggestion = _value_error(details, at)
        if _WANTED.get(error_type) == "a mapping" and not hint and (known := _known(fields, details["loc"])):
            hint = f"write its fields below it: {_listed(known)}"
        if error_type == "whole_number" and not hint:
            hint, suggestion = _time_as_a_number(last, at)
        code = "wrong-type" if error_type in _WANTED else "invalid-value"
        name = join_path(found) or noun
        yield Diagnostic(code, f"`{name}` {message}", at.span, where, hint, suggestion, related=tuple(at.also))


def _missing(noun: str, name: str, found: Path, at: Node, path: Path) -> Diagnostic:
    """What its owner needs; the path is that of the field which is not there."""
    owner = f"`{join_path(found)}`" if found else with_article(noun)
    where, related = join_path((*path, *found, name)), tuple(at.also)
    return Diagnostic("missing-field", f"{owner} needs `{name}`", at.written, where, f"add `{name}:`", related=related)


def _unknown_field(
    fields: type[Fields], noun: str, loc: Loc, found: Path, at: Node, beside: Node, where: str
) -> Diagnostic:
    name = str(loc[-1])
    known = _known(fields, loc[:-1])
    absent = known - beside.value.keys() if isinstance(beside.value, dict) else known
    owner = with_article(noun) if len(found) < 2 else f"`{join_path(found[:-1])}`"
    meant = misspelt_beyond_doubt(name, absent)
    hint = "" if meant else belongs_elsewhere(fields, name, found[:-1], at)
    if not hint:
        meant = meant or meant_beside(name, known, absent)
        hint = f"did you mean `{meant}`?" if meant else _all_fields(known)
    message = f"{owner} has no field `{name}`"
    return Diagnostic("unknown-field", message, at.written, where, hint, meant, related=tuple(at.also))


def _all_fields(known: set[str]) -> str:
    return f"it can have {_listed(known)}" if known else "remove it"


def _listed(known: set[str]) -> str:
    return ", ".join(sorted(known - {"$schema"}))


def _wrong_type_of_union(noun: str, details: ErrorDetails, found: Path, at: Node, path: Path) -> Diagnostic:
    """What is told apart by its `type` is no mapping, has no `type`, or one that is not known."""
    where = join_path((*path, *found))
    name = join_path(found) or noun
    if not isinstance(at.value, dict):
        message = f"`{name}` must be a mapping, and is {in_words(at)}"
        return Diagnostic("wrong-type", message, at.span, where, "write type: … and its fields", related=tuple(at.also))
    word = at.value.get("type")
    if word is None:
        key = next((key for key in at.value if meant_field(key, ("type",))), "")
        if not key:
            return _missing(noun, "type", found, at, path)
        message = f"`{name}` has no field `{key}`"
        place = at.value[key]
        where = join_path((*path, *found, key))
        return Diagnostic("unknown-field", message, place.written, where, "did you mean `type`?", "type")
    where = join_path((*path, *found, "type"))
    tags = str(details.get("ctx", {}).get("expected_tags", ""))
    allowed = [tag.strip().strip("'") for tag in tags.split(",") if tag.strip(" '")]
    meant = meant_word(str(word.value), allowed)
    hint = f"did you mean `{meant}`?" if meant else f"one of {', '.join(allowed)}" if allowed else "write a text"
    message = f"`{join_path((*found, 'type'))}` cannot be {in_words(word)}"
    return Diagnostic("invalid-value", message, word.span, where, hint, meant, related=tuple(word.also))


def _value_error(details: ErrorDetails, at: Node) -> tuple[str, str, str]:
    """What is wrong with a value: message, hint, suggestion."""
    context: Mapping[str, Any] = details.get("ctx", {})
    error_type = details["type"]
    is_shown = in_words(at)
    wanted = _WANTED.get(error_type)
    if error_type in ("word", "literal_error"):
        allowed = context.get("allowed") or [
            word.strip().strip("'") for word in context["expected"].replace(" or ", ", ").split(",")
        ]
        meant = meant_word(_as_word(at.value), allowed)
        hint = f"did you mean `{meant}`?" if meant else f"one of {', '.join(allowed)}"
        return f"cannot be {is_shown}", hint, meant
    if wanted is not None:
        is_scalar = not isinstance(at.value, dict | list | None)
        hint = _as_text(at) if wanted == _TEXT and is_scalar else ""
        suggestion = _spelt_out(at.value) if error_type == "true_or_false" else ""
        if suggestion:
            hint = f"did you mean `{suggestion}`?"
        if wanted == "a mapping" and isinstance(at.value, str) and _NO_COLON.fullmatch(at.value):
            field = _NO_COLON.sub(r"\1: \2", at.value)
            hint = f"write `{field}`, with a colon and a space"
        if wanted == "a list" and not isinstance(at.value, list):
            hint = "write [a, b], or a line with `- ` for each"
        return f"must be {wanted}, and is {is_shown}", hint, suggestion
    if error_type == "bounds":
        low, high = context["at_least"], context["at_most"]
        bounds = f"from {low} to {high}"
        if context["is_counted"]:
            bounds = (
                f"at least {low}"
                if str(at.value).strip().startswith("-") or str(at.value).strip("0 .") == ""
                else f"at most {high}"
            )
        return f"must be {bounds}, and is {is_shown}", "", ""
    if error_type == "greater_than_equal":
        return f"must be at least {context['ge']}, and is {is_shown}", "", ""
    if error_type == "string_too_short":
        return "is empty", "give it a value, or remove it", ""
    if error_type == "string_pattern_mismatch":
        return f"cannot be {is_shown}", "write https://…", ""
    return f"is {is_shown}: {details['msg'].lower()}", "", ""


def _as_text(at: Node) -> str:
    """How a single value becomes text: in quotes where it is written, by a filter where an expression gives it."""
    span = at.span
    written = span.source.line(span.line)[span.column - 1 :]
    return "give it as text: {{ … | string }}" if written.lstrip("'\"").startswith("{{") else "put it in quotes"


def _time_as_a_number(name: str, at: Node) -> tuple[str, str]:
    """What a span of time is as a number: hint and suggestion, both empty where it is none."""
    unit, size = ("minutes", 60) if name.endswith("_minutes") else ("seconds", 1)
    if unit == "seconds" and name not in _IN_SECONDS:
        return "", ""
    seconds = seconds_in(at.value) if isinstance(at.value, str) else None
    if seconds is None or seconds % size:
        return f"it is in {unit}", ""
    return f"it is in {unit}: write {seconds // size}", str(seconds // size)


def _as_word(value: object) -> str:
    """A value as it would be a word: YAML reads `off` and `no` as false."""
    if isinstance(value, bool):
        return "enabled" if value else "disabled"
    return value if isinstance(value, str) else ""


def _spelt_out(value: object) -> str:
    word = value.strip().lower() if isinstance(value, str) else ""
    if word in ("yep", "yeah", "ja", "enable", "enabled", "tru", "ture", "trues"):
        return "true"
    return "false" if word in ("nope", "nein", "disable", "disabled", "flase", "fals", "none") else ""


def in_words(node: Node) -> str:
    """A value as a message names it."""
    value = node.value
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value == "":
        return "an empty text"
    if isinstance(value, str):
        return f"the text `{value if len(value) <= 40 else value[:39] + '…'}`"
    return f"the date `{value}`" if isinstance(value, dt.date) else f"`{value}`"
