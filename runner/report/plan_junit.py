"""The plan as JUnit XML: a test case for each step, failed where it cannot be done."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from runner.plan import Action, Plan
from runner.report.junit import xml_text
from runner.report.plan_text import detail_lines, head_text
from runner.report.printable import one_line


def plan_junit(plan: Plan) -> str:
    """One suite. Times are left out: the same plan gives the same bytes."""
    refused = len(plan.refused)
    suites = ET.Element("testsuites", name="runner plan", tests=str(len(plan.steps)), failures=str(refused), errors="0")
    name = xml_text(one_line(f"{plan.project} → {plan.target}"))
    tests, failures = str(len(plan.steps)), str(refused)
    suite = ET.SubElement(suites, "testsuite", name=name, tests=tests, failures=failures, errors="0", skipped="0")
    for step in plan.steps:
        case = ET.SubElement(
            suite, "testcase", classname=f"runner.plan.{step.action}", name=xml_text(one_line(str(step.id)))
        )
        lines = [head_text(step), *detail_lines(step)]
        if step.action is Action.REFUSE:
            first = next(iter(step.reason.splitlines()), "")
            failure = ET.SubElement(case, "failure", type="refuse", message=xml_text(one_line(first)))
            failure.text = xml_text("\n".join(map(one_line, lines)))
        elif step.action is not Action.UNCHANGED:
            ET.SubElement(case, "system-out").text = xml_text("\n".join(map(one_line, lines)))
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(suites, "unicode")}\n'
