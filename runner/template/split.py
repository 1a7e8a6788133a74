"""Splits a text into what is literal and what stands between `{{` and `}}`.

`${{ … }}` belongs to Azure ML and stays literal, whatever it holds. `{% %}` and `{# #}` are plain text.
"""

from __future__ import annotations

from typing import NamedTuple


class Part(NamedTuple):
    """A piece of a text: literal, or the source of an expression. `start` is its offset in the text."""

    text: str
    is_expression: bool
    start: int


class UnclosedExpression(ValueError):
    """A `{{` without its `}}`; `start` is its offset."""

    def __init__(self, start: int) -> None:
        super().__init__("`{{` is not closed by `}}`")
        self.start = start


def has_template(text: str) -> bool:
    """Whether a text may hold an expression of ours; quick, and true for some that hold only Azure ML's."""
    return "{{" in text


def split(text: str) -> list[Part]:
    """The parts of a text, in order.

    Raises:
        UnclosedExpression: a `{{` that is not Azure ML's has no end.
    """
    parts: list[Part] = []
    literal = 0
    at = text.find("{{")
    while at >= 0:
        if at > 0 and text[at - 1] == "$":
            end = text.find("}}", at)
            at = text.find("{{", end + 2) if end >= 0 else -1
            continue
        end = _end_of_expression(text, at + 2)
        if at > literal:
            parts.append(Part(text[literal:at], False, literal))
        parts.append(Part(text[at + 2 : end], True, at))
        literal = end + 2
        at = text.find("{{", literal)
    if literal < len(text):
        parts.append(Part(text[literal:], False, literal))
    return parts


def _end_of_expression(text: str, start: int) -> int:
    """Offset of the `}}` that closes an expression, past quoted texts and the braces of dictionaries."""
    depth = 0
    quote = ""
    at = start
    while at < len(text):
        character = text[at]
        if quote:
            if character == "\\":
                at += 1
            elif character == quote:
                quote = ""
        elif character in "'\"":
            quote = character
        elif character == "{":
            depth += 1
        elif character == "}":
            if depth:
                depth -= 1
            elif text.startswith("}}", at):
                return at
        at += 1
    raise UnclosedExpression(start - 2)
