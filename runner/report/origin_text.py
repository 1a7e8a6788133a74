"""Where values come from, as text with a line for each place."""

from __future__ import annotations

from collections.abc import Iterable

from runner.project.origin import Contribution, Traced
from runner.render import to_yaml
from runner.report.printable import columns, one_line, printable

_WIDEST = 60
"""Columns of a text from the spec; the rest of it is at its place."""


def origin_text(traced: Iterable[Traced]) -> str:
    """Each value, and below it the places that contributed to it in order: place, text, role."""
    return "\n".join(_value(one) for one in traced)


def _value(one: Traced) -> str:
    value, path = _yaml(one.value), one_line(one.path)
    lines = [f"{path} = {value}"] if "\n" not in value else [f"{path} =", *_indented(value)]
    lines += _rows(one.contributions, "  ")
    for leaf in one.below:
        lines += [f"  {one_line(leaf.path)}", *_rows(leaf.contributions, "    ")]
    return "\n".join(printable(line) for line in lines) + "\n"


def _yaml(value: object) -> str:
    """A value as YAML: mappings, lists and texts of several lines on lines of their own, the texts as they are."""
    if isinstance(value, dict) and value:
        return "\n" + to_yaml(value).rstrip("\n")
    if isinstance(value, list) and value:
        return "\n" + to_yaml({"": value}).partition("\n")[2].rstrip("\n")
    if isinstance(value, str) and "\n" in value:
        return "\n" + value.rstrip("\n")
    text = to_yaml({"a": value}).removeprefix("a:").rstrip("\n").removeprefix(" ")
    return text if "\n" not in text else "\n" + text


def _indented(block: str) -> list[str]:
    return [f"    {line}" for line in block.split("\n") if line]


def _rows(contributions: Iterable[Contribution], indent: str) -> list[str]:
    rows = [(*_place_and_role(one), _cut(one_line(one.text))) for one in contributions]
    place_width = max((columns(place) for place, _, _ in rows), default=0)
    text_width = max((columns(text) for _, _, text in rows), default=0)
    return [
        f"{indent}{place}{' ' * (place_width - columns(place))}  {text}{' ' * (text_width - columns(text))}  {role}"
        for place, role, text in rows
    ]


def _place_and_role(one: Contribution) -> tuple[str, str]:
    """What is not in a file stands in the column of places by how it was given."""
    return (
        (one_line(str(one.span)), one_line(one.role))
        if one.span
        else (one_line(one.role), "command line or environment")
    )


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
