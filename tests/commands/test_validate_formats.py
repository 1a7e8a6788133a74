"""The formats of `validate` through the command line: what several files become, and how it ends."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

VALID = "project: p\njobs: {a: {command: echo, environment: azureml:e@latest}}\n"
INVALID = VALID.replace("command", "comand")
WARNED = VALID.replace("command: echo", "command: 'echo ${{inputs.x}}', inputs: {x: 1e-4}")
FILES = {"valid.yml": VALID, "sub/in valid.yml": INVALID, "warned.yml": WARNED}
ALL = ("valid.yml", "sub/in valid.yml", "warned.yml", "missing.yml")


@pytest.mark.parametrize("name", ["text", "json", "sarif", "junit", "github"])
@pytest.mark.parametrize(("specs", "code"), [(ALL, 3), (("valid.yml", "warned.yml"), 0), (("warned.yml",), 0)])
def test_the_exit_code_is_that_of_text(run, write, folder, name, specs, code):
    write(folder, FILES)
    finished = run("validate", *specs, "--format", name)
    assert (finished.code, finished.err if name != "text" else "") == (code, "")


def test_sarif_names_files_from_the_current_folder(run, write, folder):
    write(folder, FILES)
    (log,) = json.loads(run("validate", *ALL, "--format", "sarif").out)["runs"]
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in log["results"]]
    assert places == ["sub/in%20valid.yml", "warned.yml", "missing.yml"]
    assert log["originalUriBaseIds"]["%SRCROOT%"]["uri"] == f"{folder.as_uri()}/"
    assert [result["level"] for result in log["results"]] == ["error", "warning", "error"]


def test_junit_has_a_suite_for_each_file(run, write, folder):
    write(folder, FILES)
    suites = ET.fromstring(run("validate", *ALL, "--format", "junit").out)
    assert [(suite.get("name"), suite.get("failures")) for suite in suites] == list(zip(ALL, "0101", strict=True))


def test_github_gets_commands_and_nothing_else(run, write, folder):
    write(folder, FILES)
    lines = run("validate", *ALL, "--format", "github").out.splitlines()
    assert [line.split(",")[0] for line in lines] == [
        "::error file=sub/in valid.yml",
        "::warning file=warned.yml",
        "::error file=missing.yml",
    ]


def test_a_file_above_the_current_folder_is_named_as_in_text(run, write, folder):
    write(folder.parent / "beside", {"wrong.yml": INVALID})
    assert "../beside/wrong.yml:2:" in run("validate", "../beside/wrong.yml").err
    assert "file=../beside/wrong.yml,line=2," in run("validate", "../beside/wrong.yml", "--format", "github").out
    (log,) = json.loads(run("validate", "../beside/wrong.yml", "--format", "sarif").out)["runs"]
    place = log["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": (folder.parent / "beside" / "wrong.yml").as_uri()}
