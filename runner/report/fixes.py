"""Which suggestions can be written over the located text as they are."""

from __future__ import annotations

import re
from collections import Counter

from runner.diagnostics import Diagnostic, Source, Span
from runner.document import read_documents
from runner.document.scalars import is_text

_WORD = re.compile(r"[\w$@:./+-]+")
"""A scalar that reads the same in quotes and without, as long as it stays text."""
_EXPRESSION = re.compile(r"\$\{\{? *[\w.-]+ *\}\}?")
_MOST_CHARACTERS = 4_000_000
"""Characters that are read again to try suggestions, a few seconds' worth; after that no more are offered."""


class Fixes:
    """Tries suggestions: each is written into a copy of its file, and the copy is read."""

    def __init__(self) -> None:
        self._left = _MOST_CHARACTERS
        self._before: dict[Source, Counter[tuple[str, str]]] = {}

    def replacement(self, diagnostic: Diagnostic) -> str | None:
        """What to write over the diagnostic's span, or None where a person has to look.

        It is offered where the span holds one word or one expression of Azure ML and the suggestion is another, and
        where the file has no problem of structure that it had not before, such as a key that is then given twice.
        """
        span = diagnostic.span
        if span is None or not diagnostic.suggestion or span.end_line != span.line:
            return None
        text = span.source.line(span.line)[span.column - 1 : span.end_column - 1]
        written = _instead(text, diagnostic.suggestion, is_number=diagnostic.code == "text-like-number")
        return written if written is not None and self._reads(span, written) else None

    def _reads(self, span: Span, written: str) -> bool:
        source = span.source
        self._left -= len(source.text)
        if self._left < 0:
            return False
        if source not in self._before:
            self._before[source] = _problems(source)
        start = source.offset(span.line, span.column)
        changed = source.text[:start] + written + source.text[start + span.end_column - span.column :]
        return _problems(Source(source.path, source.name, changed)) <= self._before[source]


def _instead(text: str, suggestion: str, *, is_number: bool) -> str | None:
    if _EXPRESSION.fullmatch(text) and _EXPRESSION.fullmatch(suggestion):
        return suggestion
    quote = text[:1] if text[:1] in ("'", '"') and len(text) > 1 and text[-1] == text[0] else ""
    if not _WORD.fullmatch(suggestion) or not _WORD.fullmatch(text[1:-1] if quote else text):
        return None
    keeps_type = bool(quote) or is_number or is_text(suggestion, is_plain=True, tag=None)
    return f"{quote}{suggestion}{quote}" if keeps_type else None


def _problems(source: Source) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    read_documents(source, lambda diagnostic: found.update([(diagnostic.code, diagnostic.message)]))
    return found
