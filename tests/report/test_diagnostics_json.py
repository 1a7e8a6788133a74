from __future__ import annotations

import json
from pathlib import Path

from runner.diagnostics import Diagnostic, Origin, Severity, Source, Span
from runner.report.checked import Checked
from runner.report.diagnostics_json import write_json


def at(text: str, line: int, column: int, end_column: int, end_line: int = 0) -> Span:
    return Span(Source(Path("/spec.yml"), "spec.yml", text), line, column, end_line or line, end_column)


def test_the_document_has_every_part_and_counts():
    warning = Diagnostic("w", "careful", severity=Severity.WARNING)
    error = Diagnostic("e", "wrong", at("a: b", 1, 4, 5), "a", "next", "c", related=(Origin("base", at("a", 1, 1, 2)),))
    document = json.loads(write_json([Checked("job.yml", Path("/job.yml"), (error, warning))], Path("/")).out)
    place = {"file": "spec.yml", "line": 1, "column": 4, "end_line": 1, "end_column": 5}
    nowhere = {**dict.fromkeys(place), "file": "job.yml"}
    assert document == {
        "diagnostics": [
            {
                "severity": "error",
                "code": "e",
                **place,
                "path": "a",
                "message": "wrong",
                "hint": "next",
                "suggestion": "c",
                "related": [{"role": "base", **place, "column": 1, "end_column": 2}],
            },
            {
                "severity": "warning",
                "code": "w",
                **nowhere,
                "path": "",
                "message": "careful",
                "hint": "",
                "suggestion": "",
                "related": [],
            },
        ],
        "errors": 1,
        "warnings": 1,
    }


def test_what_is_in_a_file_that_several_specs_include_is_said_once():
    shared = Diagnostic("e", "wrong", at("a: b", 1, 4, 5))
    checked = [Checked(name, Path(f"/{name}"), (shared, Diagnostic("w", "careful"))) for name in ("a", "b")]
    found = json.loads(write_json(checked, Path("/")).out)["diagnostics"]
    assert [(one["code"], one["file"]) for one in found] == [("e", "spec.yml"), ("w", "a"), ("w", "b")]


def test_what_was_found_in_several_specs_is_one_document():
    checked = [Checked(name, Path(f"/{name}"), (Diagnostic(name, "m"),)) for name in ("a", "b")]
    document = json.loads(write_json(checked, Path("/")).out)
    assert [found["code"] for found in document["diagnostics"]] == ["a", "b"]
    assert (document["errors"], document["warnings"]) == (2, 0)
