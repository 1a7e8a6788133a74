from __future__ import annotations

import json

import pytest

from runner.report.explanations import EXPLANATIONS


@pytest.mark.parametrize("arguments", ["", "unknown-field", "--format json", "--format json unknown-field"])
def test_an_explanation_needs_no_spec_and_leaves_no_trace(run, folder, arguments):
    before = sorted(folder.rglob("*"))
    finished = run("explain", *arguments.split())
    assert (finished.code, finished.err) == (0, "")
    assert "unknown-field" in finished.out
    assert sorted(folder.rglob("*")) == before


def test_without_a_code_all_are_listed(run):
    assert [line.split()[0] for line in run("explain").out.splitlines()] == list(EXPLANATIONS)


def test_in_json_one_is_an_object_and_all_are_a_list(run):
    everything = json.loads(run("explain", "--format", "json").out)["explanations"]
    one = json.loads(run("explain", "--format", "json", "unknown-field").out)
    assert [item["code"] for item in everything] == list(EXPLANATIONS)
    assert one == next(item for item in everything if item["code"] == "unknown-field")


def test_a_code_that_was_said_is_explained(run, write, folder):
    write(folder, {"spec.yml": "comand: x\nenvironment: azureml:e@latest\ntype: command\n"})
    code = json.loads(run("validate", "spec.yml", "--format", "json").out)["diagnostics"][0]["code"]
    assert run("explain", code).out.startswith(f"{code} (error): ")
