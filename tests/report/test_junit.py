from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from found import HERE, any_checked, checked, span
from hypothesis import given

from runner.diagnostics import Diagnostic, Severity
from runner.report.junit import write_junit
from runner.report.printable import printable


def suites_of(*specs) -> ET.Element:
    return ET.fromstring(write_junit(specs, HERE).out)


def test_there_is_a_suite_and_a_case_for_each_spec():
    suites = suites_of(checked(Diagnostic("a", "m"), name="a.yml"), checked(name="b.yml"))
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in suites] == [
        ("a.yml", "1", "1"),
        ("b.yml", "1", "0"),
    ]
    assert [case.get("name") for case in suites.iter("testcase")] == ["a.yml", "b.yml"]
    assert (suites.get("tests"), suites.get("failures")) == ("2", "1")


def test_each_error_is_a_failure_with_its_excerpt():
    found = Diagnostic("unknown-field", "no field `x`", span("x: 1\n", 1, 1, 2), hint="remove it")
    suites = suites_of(checked(found, Diagnostic("wrong-type", "m")))
    first, second = suites.iter("failure")
    assert (first.get("type"), first.get("message")) == ("unknown-field", "spec.yml:1:1: no field `x`")
    assert "  1 | x: 1\n    | ^\n    → remove it" in first.text
    assert second.get("message") == "m"


def test_warnings_fail_nothing_and_are_the_case_s_output():
    suites = suites_of(checked(Diagnostic("w", "careful", severity=Severity.WARNING)))
    assert suites.get("failures") == "0"
    assert [output.text for output in suites.iter("system-out")] == ["warning: careful [w]\n"]
    assert list(suites.iter("failure")) == []


@pytest.mark.parametrize("text", ["<a href='b'>&amp;]]>", "\x00\x1b[31m\x85", "\ufffe\uffff\udc80", "\u202e"])
def test_any_text_is_xml(text):
    suites = suites_of(checked(Diagnostic("c", text, span(f"{text}\n", 1, 1, 2)), name=f"{text}.yml"))
    (failure,) = suites.iter("failure")
    shown = printable(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
    assert failure.get("message") == f"spec.yml:1:1: {shown}"
    assert suites[0].get("name") == f"{shown}.yml"


@given(any_checked)
def test_whatever_was_found_is_read_back(specs):
    suites = suites_of(*specs)
    errors = [found for one in specs for found in one.diagnostics if found.severity is Severity.ERROR]
    assert [failure.get("type") for failure in suites.iter("failure")] == [error.code for error in errors]
    assert len(suites) == len(specs)
