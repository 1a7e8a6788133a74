"""What messages say is a step that a person can take."""

from __future__ import annotations

import pytest

JOB = "command: x\nenvironment: azureml:a:1\n"
SWEEP = """type: sweep
trial: {command: "x ${{search_space.a}}", environment: "azureml:a:1"}
objective: {goal: minimize, primary_metric: a}
limits: {max_total_trials: 2}
search_space: {a: {type: choice, values: [1]}}
"""


@pytest.mark.parametrize(
    ("kind", "text", "hint"),
    [
        ("environment", "name: a\nbuild: docker\n", "write its fields below it: dockerfile_path, path"),
        ("command_job", f"{JOB}limits: timeout\n", "write its fields below it: timeout"),
        ("command_job", f"{JOB}limits: timeout 60\n", "write `timeout: 60`, with a colon and a space"),
        ("command_job", f"{JOB}identity: {{type: aml_token, client_id: a}}\n", "it is for type managed or managed_identity"),
        ("sweep_job", f"{SWEEP}sampling_algorithm: {{type: grid, seed: 7}}\n", "it is for type random"),
        ("sweep_job", SWEEP.replace("[1]", "{a: 1}"), "write [a, b], or a line with `- ` for each"),
        ("command_job", f"{JOB}inputs: {{a: {{path: 'file:///data/a'}}}}\n", "write the path itself: /data/a"),
        ("command_job", JOB.replace("x", "x ${{env.HOME}}"), "did you mean `$HOME`?"),
        ("amlcompute", "name: abc\ntype: amlcompute\nsize: DS3_v2\n", "did you mean `Standard_DS3_v2`?"),
        ("environment", "name: a\nimage: docker://ubuntu:22.04\n", "did you mean `ubuntu:22.04`?"),
    ],
)  # fmt: skip
def test_the_hint_says_what_to_write(check, kind, text, hint):
    assert check(kind, text)[0].hint == hint


def test_an_empty_text_is_called_so(check):
    (error,) = check("command_job", f"{JOB}limits: {{timeout: ''}}\n")
    assert error.message == "`limits.timeout` must be a whole number, and is an empty text"


@pytest.mark.parametrize("space", ["a: {type: uniform, min_value: 1, max_value: 2}, b: {type: randint, upper: 3}"])
def test_a_grid_over_a_space_without_choices_is_one_error_at_the_way_of_sampling(check, space):
    text = SWEEP.replace("a: {type: choice, values: [1]}", space) + "sampling_algorithm: grid\n"
    (error,) = check("sweep_job", text)
    assert (error.code, error.span.line) == ("conflicting-fields", 6)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("sweep_job", SWEEP.replace("type: choice, values: [1]", "type: quniform, min_value: 1, max_value: 2, q: 0")),
        ("sweep_job", SWEEP.replace("type: choice, values: [1]", "type: normal, mu: 1, sigma: -1")),
        ("command_job", f"{JOB}inputs: {{a: {{path: 'https:/example.org/a'}}}}\n"),
        ("command_job", f"{JOB}inputs: {{a: {{path: 'wasbs://'}}}}\n"),
        ("command_job", f"{JOB}compute: azureml://cluster\n"),
        ("command_job", "command: x ${{inputs . a}}\nenvironment: azureml:a:1\ninputs: {a: 1}\n"),
        ("command_job", "command: x ${{name.x}}\nenvironment: azureml:a:1\n"),
        ("workspace", "name: abc\nnetwork_acls: {default_action: Deny, ip_rules: [{value: ''}]}\n"),
    ],
)
def test_what_cannot_run_is_refused(check, kind, text):
    assert [error.code for error in check(kind, text)][:1] != []


def test_of_two_rules_with_one_name_only_the_last_is_sent(warnings):
    rules = "[{name: a, destination: a.org}, {name: a, destination: b.org}]"
    text = f"name: abc\nmanaged_network: {{isolation_mode: allow_only_approved_outbound, outbound_rules: {rules}}}\n"
    assert [warning.code for warning in warnings("workspace", text)] == ["duplicate-name"]


def test_each_endpoint_of_a_compute_instance_is_published_at_a_port_of_its_own(check):
    text = "type: computeinstance\nname: abc\ncustom_applications:\n"
    for name, port in (("a", "8790"), ("b", "'8790'")):
        text += f"- {{name: {name}, image: {{reference: x}}, endpoints: [{{target: 8787, published: {port}}}]}}\n"
    (error,) = check("computeinstance", text)
    assert (error.code, error.span.line, error.message) == ("duplicate-name", 5, "port 8790 is published twice")
    assert not check("computeinstance", text.replace("'8790'", "8791"))
