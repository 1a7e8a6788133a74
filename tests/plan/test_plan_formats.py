"""The plan for reviews: Markdown for a pull request's comment, JUnit, annotations."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.identity import identify
from runner.plan import Action, Change, Plan, Step, make_plan
from runner.project import ResourceId
from runner.report.plan_formats import written_plan
from runner.report.plan_markdown import MOST_BYTES
from tests.plan.test_written import DIGEST, PLAN, step

ROOT = Path("/project")
HOSTILE = "</pre></details><script>alert(1)</script> @everyone [x](http://e) `code` <!-- \n# head\r\n::error::x\x1b[31m"


def plan(*steps: Step) -> Plan:
    return Plan("cnn", "dev", "local", steps, ROOT)


def many(count: int, **more) -> Plan:
    return plan(*(step("jobs", f"j{n}", Action.SUBMIT, **more) for n in range(count)))


def test_markdown_has_a_summary_line_what_cannot_be_done_first_and_what_is_unchanged_folded():
    text = written_plan("markdown", PLAN)
    lines = text.splitlines()
    assert lines[0] == "### Plan <code>cnn → dev (azureml)</code>"
    assert lines[2].startswith("**1 to create, 1 to update")
    summaries = re.findall(r"<summary><code>(.*?)</code></summary>", text)
    assert summaries[0] == "! refuse jobs.never"
    assert summaries[-1] == "2 unchanged"
    assert "max_instances: 4 → 2  (spec.yml:5:68)" in unescape(text)
    assert text == written_plan("markdown", PLAN)


def test_steps_that_have_nothing_to_say_stand_together():
    text = written_plan("markdown", many(3))
    assert text.count("<pre>") == 1
    assert "<details>" not in text


@pytest.mark.parametrize("count", [1, 600, 5000])
@pytest.mark.parametrize("detail", ["", "x", "é" * 300])
def test_markdown_fits_into_a_comment_and_says_what_was_left_out(count, detail):
    text = written_plan("markdown", many(count, reason=detail))
    assert len(text.encode()) <= MOST_BYTES
    told = len(re.findall(r"submit jobs\.j\d+  ", text))
    left = re.search(r"\n(\d+) more steps? (?:is|are) left out here, to keep this short: (\d+) to submit\.", text)
    assert told + (int(left[2]) if left else 0) == count
    assert (left is None) == (told == count)


def test_one_step_that_says_much_keeps_the_others():
    changes = tuple(Change(("tags", f"t{n}"), "a" * 90, "b" * 90) for n in range(2000))
    text = written_plan(
        "markdown", plan(step("jobs", "a", Action.SUBMIT, changes=changes), step("jobs", "b", Action.SUBMIT))
    )
    assert re.search(r"… \d+ more lines", text)
    assert "submit jobs.b" in text


@given(st.text() | st.just(HOSTILE))
def test_nothing_of_a_spec_is_read_as_markup(text):
    hostile = Step(
        ResourceId("jobs", text), "command_job", text, text, DIGEST, Action.SUBMIT, text, (Change((text,), text, 1),)
    )
    written = written_plan("markdown", Plan(text, text, text, (hostile,), ROOT))
    outside = re.sub(r"<(code|pre)>(.*?)</\1>", "", written, flags=re.DOTALL)
    assert re.sub(r"</?(?:details|summary)>|[\s\d*#.]|Plan|to submit", "", outside) == ""
    inside = re.findall(r"<(code|pre)>(.*?)</\1>", written, flags=re.DOTALL)
    assert not any("<" in content or ">" in content for _, content in inside)


def test_junit_fails_what_cannot_be_done():
    suite = ET.fromstring(written_plan("junit", PLAN))[0]
    assert (suite.get("tests"), suite.get("failures")) == (str(len(PLAN.steps)), "1")
    failed = [case.get("name") for case in suite if case.find("failure") is not None]
    assert failed == ["jobs.never"]


@given(st.text() | st.just(HOSTILE))
def test_junit_is_xml_whatever_a_spec_says(text):
    hostile = Step(ResourceId("jobs", text), "command_job", text, text, DIGEST, Action.REFUSE, text)
    assert ET.fromstring(written_plan("junit", Plan(text, text, text, (hostile,), ROOT))).tag == "testsuites"


@given(st.text() | st.just(HOSTILE))
def test_an_annotation_is_one_command(text):
    hostile = Step(ResourceId("jobs", text), "command_job", text, text, DIGEST, Action.SUBMIT, text)
    lines = written_plan("github", Plan(text, text, text, (hostile,), ROOT)).splitlines()
    assert len(lines) == 2
    assert all(re.match(r"::notice (?:[a-z]+=[^,:]*,?)+::", line) for line in lines)


def test_annotations_are_for_what_is_done_and_for_what_cannot_be():
    lines = written_plan("github", PLAN).splitlines()
    assert len(lines) == 1 + sum(one.action is not Action.UNCHANGED for one in PLAN.steps)
    assert sum(line.startswith("::error ") for line in lines) == 1


def test_an_annotation_stands_at_its_resource(project):
    made = make_plan(project, identify(project), None)
    line = made.steps[-1].written.line
    assert f"/spec.yml,line={line},title=submit jobs.train::" in written_plan("github", made)
