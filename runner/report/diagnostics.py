"""Diagnostics as text with a caret, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable

from runner.diagnostics import Diagnostic, Origin, Severity, Span
from runner.report.printable import columns, one_line

_MAX_LINE = 160


def diagnostics_text(diagnostics: Iterable[Diagnostic]) -> str:
    """Each problem with its place, the line with a caret, and the next step."""
    return "\n".join(_text(diagnostic) for diagnostic in diagnostics)


def _text(diagnostic: Diagnostic) -> str:
    place = f"{diagnostic.span}: " if diagnostic.span else ""
    lines = [one_line(f"{place}{diagnostic.severity}: {diagnostic.message} [{diagnostic.code}]")]
    if diagnostic.span:
        lines += _excerpt(diagnostic.span)
    if diagnostic.hint:
        lines.append(f"    → {one_line(diagnostic.hint)}")
    lines += [one_line(f"    {origin.role}: {origin.span}") for origin in diagnostic.related]
    return "\n".join(lines) + "\n"


def _excerpt(span: Span) -> list[str]:
    """The line of a span and a caret line below it."""
    text = span.source.line(span.line)
    if not text.strip():
        return []
    start = span.column - 1
    stop = span.end_column - 1 if span.end_line == span.line else len(text)
    cut = max(0, start - _MAX_LINE // 2)
    before, marked, after = (
        one_line(part.replace("\t", " "))
        for part in (text[cut:start], text[start : min(stop, cut + _MAX_LINE)], text[stop : cut + _MAX_LINE])
    )
    number = str(span.line)
    carets = " " * columns(before) + "^" * max(1, columns(marked))
    return [f"  {number} | {before}{marked}{after}", f"  {' ' * len(number)} | {carets}"]


def diagnostics_document(diagnostics: Iterable[Diagnostic]) -> dict[str, object]:
    """The same for programs: `{"diagnostics": […], "errors": N, "warnings": N}`."""
    found = list(diagnostics)
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in found)
    return {"diagnostics": [_document(d) for d in found], "errors": errors, "warnings": len(found) - errors}


def _document(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "severity": str(diagnostic.severity),
        "code": diagnostic.code,
        **_place(diagnostic.span),
        "path": diagnostic.path,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "suggestion": diagnostic.suggestion,
        "related": [_origin(origin) for origin in diagnostic.related],
    }


def _origin(origin: Origin) -> dict[str, object]:
    return {"role": origin.role, **_place(origin.span)}


def _place(span: Span | None) -> dict[str, object]:
    if span is None:
        return {"file": None, "line": None, "column": None, "end_line": None, "end_column": None}
    return {
        "file": span.source.name,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
