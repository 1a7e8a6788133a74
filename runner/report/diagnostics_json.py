"""Diagnostics as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from runner.diagnostics import Diagnostic, Origin, Severity, Span
from runner.report.checked import Checked, Written
from runner.report.printable import json_text


def write_json(checked: Sequence[Checked], _: Path) -> Written:
    """What was found in all specs, in one document; what several specs include is said once."""
    found = list(
        dict.fromkeys((_spec(one, diagnostic), diagnostic) for one in checked for diagnostic in one.diagnostics)
    )
    errors = sum(diagnostic.severity is Severity.ERROR for _, diagnostic in found)
    documents = [_document(diagnostic, spec) for spec, diagnostic in found]
    return Written(json_text({"diagnostics": documents, "errors": errors, "warnings": len(found) - errors}) + "\n")


def _spec(checked: Checked, diagnostic: Diagnostic) -> str:
    """The file of a diagnostic without a place, which is about the spec as a whole."""
    return "" if diagnostic.span else checked.name


def _document(diagnostic: Diagnostic, spec: str) -> dict[str, object]:
    place = place_document(diagnostic.span)
    return {
        "severity": str(diagnostic.severity),
        "code": diagnostic.code,
        **(place if diagnostic.span else {**place, "file": spec}),
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
