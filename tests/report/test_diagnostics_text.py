from __future__ import annotations

from pathlib import Path

import pytest

from runner.diagnostics import Diagnostic, Origin, Severity, Source, Span
from runner.report.checked import Checked
from runner.report.diagnostics import diagnostics_text, write_text


def at(text: str, line: int, column: int, end_column: int, end_line: int = 0) -> Span:
    return Span(Source(Path("/spec.yml"), "spec.yml", text), line, column, end_line or line, end_column)


def test_a_diagnostic_shows_its_place_the_line_and_the_next_step():
    spec = "jobs:\n  train:\n    enviroment: e\n"
    error = Diagnostic(
        "unknown-field",
        "a command job has no field `enviroment`",
        at(spec, 3, 5, 15),
        "jobs.train.enviroment",
        "did you mean `environment`?",
        related=(Origin("override of target dev", at(spec, 1, 1, 5)),),
    )
    assert diagnostics_text([error]) == (
        "spec.yml:3:5: error: a command job has no field `enviroment` [unknown-field]\n"
        "  3 |     enviroment: e\n"
        "    |     ^^^^^^^^^^\n"
        "    → did you mean `environment`?\n"
        "    override of target dev: spec.yml:1:1\n"
    )


def test_diagnostics_stand_apart_and_one_without_a_place_is_a_line():
    told = diagnostics_text([Diagnostic("a", "first"), Diagnostic("b", "second", severity=Severity.WARNING)])
    assert told == "error: first [a]\n\nwarning: second [b]\n"


LONG = "x" * 300


@pytest.mark.parametrize(
    ("text", "span", "shown", "carets"),
    [
        ("a: b", (1, 4, 5), "a: b", "   ^"),
        ("\ta: b", (1, 2, 3), " a: b", " ^"),
        ("a: |\n  x\n  y", (1, 4, 4, 3), "a: |", "   ^"),
        ("a: b", (1, 5, 5), "a: b", "    ^"),
        ("日本: b", (1, 5, 6), "日本: b", "      ^"),
        ("日本: b", (1, 1, 3), "日本: b", "^^^^"),
        ("e\u0301: b", (1, 5, 6), "e\u0301: b", "   ^"),
        ("a\x1b: b", (1, 5, 6), "a\\x1b: b", "       ^"),
        (f"{LONG}ab", (1, 301, 303), f"{'x' * 80}ab", " " * 80 + "^^"),
        (f"a{LONG}", (1, 1, 302), "a" + "x" * 159, "^" * 160),
    ],
    ids=[
        "one",
        "tab",
        "several lines",
        "end of line",
        "after wide",
        "wide",
        "combining",
        "control",
        "far right",
        "long",
    ],
)
def test_the_caret_stands_below_the_text(text, span, shown, carets):
    _, line, caret = diagnostics_text([Diagnostic("c", "m", at(text, *span))]).splitlines()
    assert (line, caret) == (f"  1 | {shown}", f"    | {carets}")


@pytest.mark.parametrize(("text", "line"), [("", 1), ("a\n\nb", 2), ("a", 9)])
def test_a_place_without_text_has_no_excerpt(text, line):
    assert diagnostics_text([Diagnostic("c", "m", at(text, line, 1, 1))]) == f"spec.yml:{line}:1: error: m [c]\n"


def test_valid_specs_go_to_standard_output_and_problems_to_standard_error():
    checked = [
        Checked("a.yml", Path("/a.yml"), (), "valid, 1 resource on local"),
        Checked("b.yml", Path("/b.yml"), (Diagnostic("c", "m"),)),
        Checked("c\n.yml", Path("/c.yml"), (Diagnostic("w", "m", severity=Severity.WARNING),), "valid"),
    ]
    out, err = write_text(checked, Path("/"))
    assert out == "a.yml: valid, 1 resource on local\nc⏎.yml: valid\n"
    assert err == "error: m [c]\n\nwarning: m [w]\n\n"


def test_no_problems_are_no_text():
    assert write_text([Checked("a.yml", Path("/a.yml"), (), "valid")], Path("/")).err == ""
