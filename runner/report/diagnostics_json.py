"""Diagnostics as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from runner.diagnostics import Diagnostic, Origin, Severity, Span
from runner.report.checked import Checked, Written
from runner.report.printable import json_text


def write_json(checked: Sequence[Checked], _: Path) -> Written:
    """What was found in all specs, in one document."""
    return Written(json_text(diagnostics_document(found for one in checked for found in one.diagnostics)) + "\n")


def diagnostics_document(diagnostics: Iterable[Diagnostic]) -> dict[str, object]:
    """Diagnostics for programs: `{"diagnostics": […], "errors": N, "warnings": N}`."""
    found = list(diagnostics)
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in found)
    return {"diagnostics": [_document(d) for d in found], "errors": errors, "warnings": len(found) - errors}


def _document(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "severity": str(diagnostic.severity),
        "code": diagnostic.code,
        **place_document(diagnostic.span),
        "path": diagnostic.path,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "suggestion": diagnostic.suggestion,
        "related": [_origin(origin) for origin in diagnostic.related],
    }


def _origin(origin: Origin) -> dict[str, object]:
    return {"role": origin.role, **place_document(origin.span)}


def place_document(span: Span | None) -> dict[str, object]:
    """The file, lines and columns of a place; each null where there is none."""
    if span is None:
        return {"file": None, "line": None, "column": None, "end_line": None, "end_column": None}
    return {
        "file": span.source.name,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
