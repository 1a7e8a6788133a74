from __future__ import annotations

import pytest

RUN = "command: x ${{inputs.a}} ${{inputs.b}} ${{outputs.c}}\nenvironment: azureml:a:1\n"
INPUTS = ": {a: 1, b: 2}\n"
OUTPUTS = "outputs: {c: {}}\n"
PARAMETER = "{type: randint, upper: 3}"
SWEEP = """type: sweep
trial: {command: "x ${{search_space.a}} ${{search_space.b}}", environment: "azureml:a:1"}
objective: {goal: minimize, primary_metric: a}
limits: {max_total_trials: 2}
"""


@pytest.mark.parametrize(
    ("kind", "text", "code", "line"),
    [
        ("command_job", f"{RUN}input{INPUTS}{OUTPUTS}", "unknown-field", 3),
        ("command_job", f"{RUN}arguments{INPUTS}{OUTPUTS}", "unknown-field", 3),
        ("command_job", f"{RUN}inputs: 3\n{OUTPUTS}", "wrong-type", 3),
        ("command_job", f"{RUN}inputs{INPUTS}{OUTPUTS.replace('outputs', 'Outputs')}", "unknown-field", 4),
        ("sweep_job", f"{SWEEP}searchSpace: {{a: {PARAMETER}, b: {PARAMETER}}}\n", "unknown-field", 5),
        ("sweep_job", SWEEP, "missing-field", 1),
        ("sweep_job", f"{SWEEP}search_space: [a]\n", "wrong-type", 5),
    ],
)
def test_a_section_that_cannot_be_read_is_one_error_and_not_one_for_each_name_in_it(check, kind, text, code, line):
    (error,) = check(kind, text)
    assert (error.code, error.span.line) == (code, line)


def test_a_name_that_is_missing_in_another_section_is_still_told(check):
    errors = check("command_job", f"{RUN}inputs{INPUTS}output: {{}}\nlabels: {{a: b}}\n")
    assert sorted(error.code for error in errors) == ["undefined-output", "unknown-field", "unknown-field"]
    errors = check("command_job", f"{RUN}inputs: {{a: 1}}\nlabels: {{a: b}}\n{OUTPUTS}")
    assert sorted(error.code for error in errors) == ["undefined-input", "unknown-field"]


@pytest.mark.parametrize("text", ["timeout 60", "timeout:60", "timeout=60", "timeout = 60"])
def test_a_field_without_its_colon_is_shown_with_it(check, text):
    (error,) = check("command_job", f"command: x\nenvironment: azureml:a:1\nlimits:\n  {text}\n")
    assert (error.code, error.span.line) == ("wrong-type", 4)
    assert error.hint == "write `timeout: 60`, with a colon and a space"
