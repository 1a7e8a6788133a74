"""The filters of expressions: ours, not Jinja2's. Each works on plain values and builds no more than is allowed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import jinja2

from runner.template.values import Secret, TooLarge


def filters(limit: int) -> dict[str, Callable[..., Any]]:
    """Our own filters: each works on plain values and builds no more than `limit` characters."""

    def text(value: object) -> str:
        refuse_undefined(value)
        refuse_secret(value)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int | float):
            return str(value)
        raise TypeError(f"cannot write {describe(value)} as text; use `| tojson`")

    def default(value: object, other: object = "", boolean: object = False) -> object:  # noqa: FBT002 - Jinja2's
        return other if isinstance(value, jinja2.Undefined) or (boolean and not value) else value

    def replace(value: object, old: object, new: object) -> str:
        whole, before, after = text(value), text(old), text(new)
        within(len(whole) + max(0, len(after) - len(before)) * whole.count(before), limit)
        return whole.replace(before, after)

    def join(value: object, separator: object = "") -> str:
        if not isinstance(value, list):
            raise TypeError(f"`join` works on a list, not on {describe(value)}")
        items, between = [text(item) for item in value], text(separator)
        within(sum(map(len, items)) + len(between) * len(items), limit)
        return between.join(items)

    def number(value: object) -> int | float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        raise TypeError(f"{describe(value)} is not a number")

    def to_int(value: object) -> int:
        try:
            return int(text(value).strip()) if isinstance(value, str) else int(number(value))
        except (ValueError, OverflowError):
            raise TypeError(f"`{text(value)[:40]}` is not a whole number") from None

    def to_float(value: object) -> float:
        try:
            return float(text(value).strip()) if isinstance(value, str) else float(number(value))
        except (ValueError, OverflowError):
            raise TypeError(f"`{text(value)[:40]}` is not a number") from None

    def to_json(value: object) -> str:
        def plain(item: object) -> object:
            refuse_secret(item)
            raise TypeError(f"cannot write {describe(item)} as JSON")

        refuse_undefined(value)
        within(_chars(value), limit)
        written = json.dumps(value, default=plain)
        within(len(written), limit)
        return written

    def length(value: object) -> int:
        if isinstance(value, str | list | dict):
            return len(value)
        raise TypeError(f"{describe(value)} has no length")

    def item(value: object, index: int) -> object:
        if not isinstance(value, str | list):
            raise TypeError(f"{describe(value)} has no first or last item")
        if not value:
            raise TypeError("there is no first or last item in an empty value")
        return value[index]

    def first(value: object) -> object:
        return item(value, 0)

    def last(value: object) -> object:
        return item(value, -1)

    def lower(value: object) -> str:
        return text(value).lower()

    def upper(value: object) -> str:
        return text(value).upper()

    def trim(value: object) -> str:
        return text(value).strip()

    def rounded(value: object, digits: object = 0) -> int | float:
        return round(number(value), min(max(to_int(digits), 0), 15))

    def absolute(value: object) -> int | float:
        return abs(number(value))

    return {
        "abs": absolute,
        "default": default,
        "first": first,
        "float": to_float,
        "int": to_int,
        "join": join,
        "last": last,
        "length": length,
        "lower": lower,
        "replace": replace,
        "round": rounded,
        "string": text,
        "tojson": to_json,
        "trim": trim,
        "upper": upper,
    }


FILTER_NAMES = tuple(filters(0))


def describe(value: object) -> str:
    """What a value is, in a person's words."""
    if value is None:
        return "null"
    if isinstance(value, dt.date):
        return "a date"
    names: dict[type, str] = {str: "a text", bool: "a boolean", int: "a number", float: "a number", list: "a list"}
    return names.get(type(value), "a secret" if isinstance(value, Secret) else "a mapping")


def refuse_secret(*values: object) -> None:
    """Raises a TypeError that says how to use a secret, where one of the values is one."""
    for value in values:
        if isinstance(value, Secret):
            str(value)  # raises with the reason


def refuse_undefined(value: object) -> None:
    """Raises an UndefinedError where a value, or one within it, is not defined."""
    if isinstance(value, jinja2.Undefined):
        value._fail_with_undefined_error()  # noqa: SLF001 - how an Undefined says what was missing
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in items:
        refuse_undefined(item)


def within(length: int, limit: int) -> None:
    """Raises TooLarge where a text would be longer than allowed."""
    if length > limit:
        raise TooLarge(f"a text of more than {limit:,} characters")


def _chars(value: object) -> int:
    """Characters of the texts in a value, and one for each value."""
    if isinstance(value, str):
        return 1 + len(value)
    if isinstance(value, dict):
        return 1 + sum(_chars(key) + _chars(item) for key, item in value.items())
    return 1 + sum(map(_chars, value)) if isinstance(value, list) else 1
