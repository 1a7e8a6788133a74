"""What azure-ai-ml lets through, to fail later or to mean nothing, is refused here at its line."""

from __future__ import annotations

import pytest

JOB = "command: {}\nenvironment: azureml:e:1\n"
ECHO = JOB.format("echo")
CLUSTER = "name: cpu\ntype: amlcompute\n"
INSTANCE = "name: dev\ntype: computeinstance\n"

LET_THROUGH = {
    "an output that is not there": (JOB.format("x ${{outputs.nope}}"), 1, "undefined-output"),
    "a root that is not there": (JOB.format("x ${{input.x}}"), 1, "unknown-expression"),
    "an expression that is not closed": (JOB.format("x ${{inputs.x}"), 1, "unclosed-expression"),
    "a search space outside a sweep": (JOB.format("x ${{search_space.lr}}"), 1, "unknown-expression"),
    "a parent outside a pipeline": (JOB.format("x ${{parent.inputs.x}}"), 1, "unknown-expression"),
    "one brace": (JOB.format("x ${inputs.x}"), 1, "unknown-expression"),
    "less than no instance": (ECHO + "resources:\n  instance_count: -1\n", 4, "invalid-value"),
    "no instance": (ECHO + "resources:\n  instance_count: 0\n", 4, "invalid-value"),
    "a part of an instance": (ECHO + "resources:\n  instance_count: 1.5\n", 4, "wrong-type"),
    "less than no time": (ECHO + "limits:\n  timeout: -5\n", 4, "invalid-value"),
    "no time": (ECHO + "limits:\n  timeout: 0\n", 4, "invalid-value"),
    "a size in words": (ECHO + "resources:\n  shm_size: lots\n", 4, "invalid-value"),
    "an input without a path": (ECHO + "inputs:\n  x:\n    type: uri_file\n", 4, "missing-field"),
    "a file that is not there": (ECHO + "inputs:\n  x:\n    path: nowhere.csv\n", 5, "missing-path"),
    "a key twice": (ECHO + "code: src\ncode: src\n", 4, "duplicate-key"),
    "more nodes at least than at most": (CLUSTER + "min_instances: 3\nmax_instances: 2\n", 4, "conflicting-fields"),
    "less than no nodes": (CLUSTER + "min_instances: -2\n", 3, "invalid-value"),
    "a part of a node": (CLUSTER + "max_instances: 2.5\n", 3, "wrong-type"),
    "an idle time in words": (INSTANCE + "idle_time_before_shutdown: 30 minutes\n", 3, "invalid-value"),
    "a size that is none": (CLUSTER + "size: big\n", 3, "invalid-value"),
    "identities that are not named": (CLUSTER + "identity: {type: user_assigned}\n", 3, "missing-field"),
    "an account without a way in": (CLUSTER + "ssh_settings: {admin_username: me}\n", 3, "missing-field"),
    "data without paths": (ECHO + "inputs:\n  x:\n    path: azureml://datastores/d/x\n", 5, "invalid-reference"),
    "a scheme that is none": (ECHO + "inputs:\n  x:\n    path: htp://example.com/x\n", 5, "invalid-reference"),
    "a compute that is misspelt": (ECHO + "compute: azurml:cpu\n", 3, "invalid-reference"),
    "a compute with a space": (ECHO + "compute: 'azureml:cpu cluster'\n", 3, "invalid-reference"),
    "a name with a space": (ECHO + "name: a b\n", 3, "invalid-name"),
    "an environment without a version": ("command: x\nenvironment: azureml:e\n", 2, "invalid-reference"),
    "an environment without a name": ("command: x\nenvironment: azureml:@latest\n", 2, "invalid-reference"),
    "an environment with two versions": ("command: x\nenvironment: azureml:a:1:2\n", 2, "invalid-reference"),
    "a registry's environment in the singular": (
        "command: x\nenvironment: azureml://registries/r/environment/e/versions/1\n", 2, "invalid-reference",
    ),
    "a registry's environment without a version": (
        "command: x\nenvironment: azureml://registries/r/environments/e\n", 2, "invalid-reference",
    ),
    "an environment of nothing": ("command: x\nenvironment: {image: ''}\n", 2, "invalid-value"),
    "an image with two tags": ("name: e\nimage: a:1:2\n", 2, "invalid-value"),
    "a cron expression of three fields": (
        INSTANCE + "schedules:\n  compute_start_stop:\n  - action: stop\n    trigger: {type: cron, expression: 0 18 *}\n",
        6, "invalid-value",
    ),
    "a time zone that is none": (
        INSTANCE + "schedules:\n  compute_start_stop:\n  - action: stop\n"
        "    trigger: {type: cron, expression: 0 18 * * *, time_zone: Mars Standard Time}\n",
        6, "invalid-value",
    ),
    "a rule of no known type": (
        ("name: abc\nmanaged_network:\n  isolation_mode: disabled\n  outbound_rules:\n"
        "  - {name: a, type: fdqn, destination: example.com}\n"),
        5, "invalid-value",
    ),
    "a key that the managed network does not have": (
        "name: abc\nmanaged_network:\n  isolation_mode: disabled\n  outbound_rule: []\n", 4, "unknown-field",
    ),
    "a model's version in words": ("name: m\npath: https://example.org/m\ntype: custom_model\nversion: one\n", 4, "invalid-value"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "code"), LET_THROUGH.values(), ids=LET_THROUGH)
def test_it_is_refused_at_its_line(fails, text, line, code):
    found = fails(text, {"src/train.py": ""})
    assert (line, code) in [(error.span.line, error.code) for error in found]
    assert len(found) == 1
