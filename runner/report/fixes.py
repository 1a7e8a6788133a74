"""Which suggestions can be written over the located text as they are."""

from __future__ import annotations

import re
from collections.abc import Collection

from runner.diagnostics import Diagnostic, Source, Span
from runner.document import Node, read_documents
from runner.document.scalars import is_text

_WORD = re.compile(r"[\w$@:./+-]+")
_BEGINS_PLAIN = re.compile(r"[\w$/.+-]")
"""Words that are one scalar wherever a scalar may stand, in quotes or without. `@`, for one, cannot begin one without."""
_EXPRESSION = re.compile(r"\$\{\{? *[\w.-]+ *\}\}?")

_Places = dict[tuple[int, int], Collection[str]]
"""The line and column of each key of a file, and all keys of its mapping."""


class Fixes:
    """Tells which suggestions are fixes. A file is read once for all suggestions about its keys."""

    def __init__(self) -> None:
        self._keys: dict[Source, _Places] = {}

    def replacement(self, diagnostic: Diagnostic) -> str | None:
        """What to write over the diagnostic's span, or None where a person has to look.

        It is offered where the span holds one word or one expression of Azure ML and the suggestion is another, and
        where a key that is written anew is not given twice then.
        """
        span = diagnostic.span
        if span is None or not diagnostic.suggestion or span.end_line != span.line:
            return None
        line = span.source.line(span.line)
        text, after = line[span.column - 1 : span.end_column - 1], line[span.end_column - 1 :]
        is_number = diagnostic.code == "text-like-number"
        written = _instead(text, diagnostic.suggestion, is_number=is_number)
        if written is not None and after.lstrip().startswith(":") and not self._is_free(span, diagnostic.suggestion):
            return None
        return written

    def _is_free(self, span: Span, key: str) -> bool:
        """Whether the mapping of the key at a span has no other key of this name."""
        if span.source not in self._keys:
            self._keys[span.source] = _keys(span.source)
        others = self._keys[span.source].get((span.line, span.column))
        return others is not None and key not in others


def _instead(text: str, suggestion: str, *, is_number: bool) -> str | None:
    if _EXPRESSION.fullmatch(text) and _EXPRESSION.fullmatch(suggestion):
        return suggestion
    quote = text[:1] if text[:1] in ("'", '"') and len(text) > 1 and text[-1] == text[0] else ""
    if not _WORD.fullmatch(suggestion) or not _WORD.fullmatch(text[1:-1] if quote else text):
        return None
    if quote:
        return f"{quote}{suggestion}{quote}"
    is_scalar = _BEGINS_PLAIN.match(suggestion) and not suggestion.endswith(":") and suggestion.strip("-")
    return suggestion if is_scalar and (is_number or is_text(suggestion, is_plain=True, tag=None)) else None


def _keys(source: Source) -> _Places:
    found: _Places = {}
    stack: list[Node] = read_documents(source, lambda _: None)
    seen: set[int] = set()
    while stack:
        value = stack.pop().value
        if not isinstance(value, dict | list) or id(value) in seen:
            continue  # what an alias repeats is written once
        seen.add(id(value))
        if isinstance(value, list):
            stack += value
            continue
        stack += value.values()
        for node in value.values():
            if node.key is not None and node.key.source is source:
                found.setdefault((node.key.line, node.key.column), value.keys())
    return found
