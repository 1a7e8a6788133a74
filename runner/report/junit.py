"""Diagnostics as JUnit XML: a suite for each spec, with one test case that fails once for each error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from runner.diagnostics import Diagnostic, Severity
from runner.report.checked import Checked, Written
from runner.report.diagnostics import diagnostics_text
from runner.report.printable import one_line, printable

_NONCHARACTER = re.compile("[\ufffe\uffff]")
"""The two characters that XML 1.0 has not (Char, production 2), beside those that no terminal should get."""


def write_junit(checked: Sequence[Checked], _: Path) -> Written:
    """The suites of all specs. Times are left out: the same specs give the same bytes."""
    failed = sum(bool(_errors(one)) for one in checked)
    suites = ET.Element("testsuites", name="runner validate", tests=str(len(checked)), failures=str(failed), errors="0")
    for one in checked:
        _add_suite(suites, one)
    ET.indent(suites)
    return Written(f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(suites, "unicode")}\n')


def _add_suite(suites: ET.Element, checked: Checked) -> None:
    errors = _errors(checked)
    name = xml_text(printable(checked.name))
    failures = str(int(bool(errors)))
    suite = ET.SubElement(suites, "testsuite", name=name, tests="1", failures=failures, errors="0", skipped="0")
    case = ET.SubElement(suite, "testcase", classname="runner.validate", name=name, file=name)
    for error in errors:
        failure = ET.SubElement(case, "failure", type=error.code, message=xml_text(one_line(_headline(error))))
        failure.text = xml_text(diagnostics_text([error]))
    others = [found for found in checked.diagnostics if found.severity is not Severity.ERROR]
    if others:
        ET.SubElement(case, "system-out").text = xml_text(diagnostics_text(others))


def _errors(checked: Checked) -> list[Diagnostic]:
    return [found for found in checked.diagnostics if found.severity is Severity.ERROR]


def _headline(error: Diagnostic) -> str:
    return f"{error.span}: {error.message}" if error.span else error.message


def xml_text(text: str) -> str:
    r"""A printable text without what XML cannot hold even as a reference: `\ufffe` is written out."""
    return _NONCHARACTER.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
