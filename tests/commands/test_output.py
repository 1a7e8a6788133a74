"""What commands write can be piped, parsed and shown on a terminal, whatever a spec holds."""

from __future__ import annotations

import json
import os
import re
import subprocess

import pytest
import yaml

ODD = {"escape": "\x1b[31mred", "bell": "\a", "c1": "\x9b31m", "turned": "\u202eexe", "return": "a\rb", "lines": "a\nb"}
HOSTILE = """
project: p
targets: {T: {backend: local, default: true}}
variables: {T: 1}
jobs:
  a:
    display_name: T
    description: T
    command: "echo ${{inputs.x}} T"
    environment: azureml:e@latest
    environment_variables: {T: T}
    tags: {T: T}
    inputs: {x: T, T: T}
"""
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def hostile(text: str) -> str:
    """The spec with an odd text in each place that can hold one, escaped as YAML can have it."""
    quoted = json.dumps(text)[1:-1].replace("\x7f", "\\x7f")
    return HOSTILE.replace('"echo ${{inputs.x}} T"', f'"echo ${{{{inputs.x}}}} {quoted}"').replace("T", f'"{quoted}"')


def text_of(finished) -> str:
    return finished.out + finished.err


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_nothing_that_a_spec_holds_controls_a_terminal(run, write, folder, odd):
    spec = hostile(odd)
    valid = re.sub(r"^(targets|variables):.*\n", "", spec, flags=re.MULTILINE)
    wrong = valid.replace("environment: azureml", "environmnt: azureml").replace(
        "command:", f"{json.dumps(odd)}: 1\n    command:"
    )
    write(folder, {"spec.yml": spec, "valid.yml": valid, "wrong.yml": wrong})
    finished = [
        run("validate", "spec.yml", "valid.yml", "wrong.yml"),
        run("validate", "spec.yml", "valid.yml", "wrong.yml", "--format", "json"),
        run("validate", "spec.yml", "valid.yml", "wrong.yml", "--format", "sarif"),
        run("validate", "spec.yml", "valid.yml", "wrong.yml", "--format", "junit"),
        run("validate", "spec.yml", "valid.yml", "wrong.yml", "--format", "github"),
        run("render", "valid.yml"),
        run("plan", "--offline", "valid.yml"),
    ]
    assert [CONTROL.findall(text_of(one)) for one in finished] == [[]] * len(finished)
    assert ["Traceback" in text_of(one) for one in finished] == [False] * len(finished)
    rendered = yaml.safe_load(finished[5].out)
    assert rendered["inputs"] == {"x": odd, odd: odd}
    assert rendered["command"] == f"echo ${{{{inputs.x}}}} {odd}"


def test_a_message_is_one_line_whatever_is_in_it(run, write, folder):
    fake = "x\\n::error::everything is fine"
    write(
        folder,
        {"spec.yml": f'project: p\njobs: {{a: {{"{fake}": 1, command: echo, environment: azureml:e@latest}}}}\n'},
    )
    finished = run("validate", "spec.yml")
    assert [line for line in finished.err.splitlines() if line.startswith("::error")] == []
    assert "has no field `x⏎::error::everything is fine`" in finished.err


def test_a_caret_stands_below_what_it_means_after_wide_characters(run, write, folder):
    write(folder, {"spec.yml": 'project: p\njobs: {a: {description: "\u65e5\u672c e\u0301\t", comand: 1}}\n'})
    told = run("validate", "spec.yml").err.splitlines()
    at = next(number for number, line in enumerate(told) if "unknown-field" in line)
    line, caret = told[at + 1], told[at + 2]
    columns = sum(2 if c in "\u65e5\u672c" else 0 if c == "\u0301" else 1 for c in line[: line.index("comand")])
    assert (caret.index("^"), caret.count("^")) == (columns, len("comand"))


SPEC = "project: p\njobs: {a: {command: echo é, environment: azureml:e@latest}}\n"


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ("validate spec.yml wrong.yml", ["diagnostics", "errors", "warnings"]),
        ("plan spec.yml", ["version", "project", "target", "backend", "offline", "summary", "steps"]),
        ("plan --offline spec.yml", ["version", "project", "target", "backend", "offline", "summary", "steps"]),
        ("jobs", ["jobs"]),
        ("models", ["models"]),
    ],
)
def test_json_is_all_that_goes_to_standard_output(run, write, folder, command, keys):
    write(folder, {"spec.yml": SPEC, "wrong.yml": SPEC.replace("command", "comand")})
    finished = run(*command.split(), "--format", "json")
    assert list(json.loads(finished.out)) == keys


def test_a_diagnostic_in_json_has_its_place(run, write, folder):
    write(folder, {"wrong.yml": SPEC.replace("command", "comand")})
    document = json.loads(run("validate", "wrong.yml", "--format", "json").out)
    wrong = next(found for found in document["diagnostics"] if found["code"] == "unknown-field")
    assert wrong == {
        "severity": "error",
        "code": "unknown-field",
        "file": "wrong.yml",
        "line": 2,
        "column": 12,
        "end_line": 2,
        "end_column": 18,
        "path": "jobs.a.comand",
        "message": "a command job has no field `comand`",
        "hint": "did you mean `command`?",
        "suggestion": "command",
        "related": [],
    }


@pytest.mark.parametrize(
    "variables", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"TERM": "dumb"}]
)
def test_output_is_utf8_under_any_locale(run, write, folder, variables):
    write(folder, {"spec.yml": SPEC})
    assert yaml.safe_load(run("render", "spec.yml", **variables).out)["command"] == "echo é"
    assert run("plan", "--offline", "spec.yml", **variables).out.startswith("p → local")


@pytest.mark.parametrize("command", ["--help", "render spec.yml", "plan --offline spec.yml --format json"])
def test_a_reader_that_has_gone_ends_the_command_quietly(start, write, folder, command):
    write(folder, {"spec.yml": SPEC})
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w", encoding="utf-8") as gone, start(*command.split(), stdout=gone) as process:
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (1, "")


def test_a_reader_that_takes_one_line_gets_it(start, write, folder):
    cells = ", ".join(map(str, range(500)))
    write(
        folder,
        {
            "spec.yml": SPEC.replace("echo é", "'echo {{ matrix.n }}'").replace(
                "}}\n", f", matrix: {{n: [{cells}]}}}}}}\n"
            )
        },
    )
    with start("render", "spec.yml") as process:
        assert process.stdout.readline() == "command: echo 0\n"
        process.stdout.close()
        assert process.stderr.read() == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize(
    "command", ["--help", "render spec.yml", "plan --offline spec.yml", "plan --offline spec.yml --format json"]
)
def test_a_full_disk_is_said(start, write, folder, command):
    write(folder, {"spec.yml": SPEC})
    with open("/dev/full", "w", encoding="utf-8") as full, start(*command.split(), stdout=full) as process:
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (1, "error: no space is left on the disk for the output\n")


def test_a_closed_standard_output_is_nothing_to_fail_for(start, write, folder):
    write(folder, {"spec.yml": SPEC})
    with start("validate", "spec.yml", prefix=("sh", "-c", '"$@" >&-', "sh"), stdout=subprocess.DEVNULL) as process:
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
