from __future__ import annotations

import re

import pytest
from found import HERE, any_checked, checked, span
from hypothesis import given

from runner.diagnostics import Diagnostic, Origin, Severity
from runner.report.github import write_github

COMMAND = re.compile(r"::(?P<level>error|warning) (?P<properties>(?:[a-zA-Z]+=[^,:\r\n]*,?)+)::(?P<message>[^\r\n]*)")


def lines_of(*specs) -> list[str]:
    return write_github(specs, HERE).out.splitlines()


def test_a_problem_is_a_command_with_its_place():
    found = Diagnostic("unknown-field", "no field `x`", span("x: 1\n", 1, 1, 2), hint="remove it")
    assert lines_of(checked(found)) == [
        "::error file=spec.yml,line=1,col=1,endLine=1,endColumn=2,title=unknown-field::no field `x`%0A→ remove it"
    ]


def test_a_warning_is_a_warning_and_names_the_other_places():
    other = Origin("base", span("x: 1\n", 1, 1, 2, name="b.yml"))
    found = Diagnostic("w", "careful", span("x: 1\n", 1, 4, 5), severity=Severity.WARNING, related=(other,))
    assert lines_of(checked(found)) == [
        "::warning file=spec.yml,line=1,col=4,endLine=1,endColumn=5,title=w::careful%0Abase: b.yml:1:1"
    ]


def test_an_annotation_of_several_lines_has_no_columns():
    found = Diagnostic("c", "m", span("x: |\n  a\n", 1, 4, 1, end_line=3))
    assert lines_of(checked(found)) == ["::error file=spec.yml,line=1,endLine=3,title=c::m"]


def test_a_diagnostic_without_a_place_is_about_its_spec():
    assert lines_of(checked(Diagnostic("c", "m"), name="a.yml")) == ["::error file=a.yml,title=c::m"]


@pytest.mark.parametrize(
    ("name", "message", "line"),
    [
        ("a:b,c%.yml", "x", "::error file=a%3Ab%2Cc%25.yml,title=c::x"),
        ("a\nb.yml", "x", "::error file=a%0Ab.yml,title=c::x"),
        ("a.yml", "a: b, 5%", "::error file=a.yml,title=c::a: b, 5%25"),
        ("a.yml", "x\n::error::y", "::error file=a.yml,title=c::x⏎::error::y"),
        ("a.yml", "x\r\n\x1b[31m", "::error file=a.yml,title=c::x\\x0d⏎\\x1b[31m"),
    ],
)
def test_no_text_ends_a_command_or_begins_another(name, message, line):
    assert lines_of(checked(Diagnostic("c", message), name=name)) == [line]


def test_what_two_specs_include_is_said_once():
    def included() -> Diagnostic:
        return Diagnostic("c", "m", span("x: 1\n", 1, 1, 2, name="both.yml"))

    assert len(lines_of(checked(included(), name="a.yml"), checked(included(), name="b.yml"))) == 1


@given(any_checked)
def test_every_line_is_one_command(specs):
    written = write_github(specs, HERE).out
    lines = written.split("\n")[:-1]
    assert all(COMMAND.fullmatch(line) for line in lines)
    assert len(lines) <= sum(len(one.diagnostics) for one in specs)
    assert bool(lines) is any(one.diagnostics for one in specs)
