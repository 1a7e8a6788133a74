from __future__ import annotations

import pytest

JOB = "command: echo\nenvironment: azureml:a:1\n"
CLUSTER = "name: c\ntype: amlcompute\n"
IMAGE = "name: e\nimage: a:1\n"

VALID = {
    "job": ("command_job", JOB),
    "job with all": (
        "command_job",
        """
$schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json
type: command
name: a-1
display_name: A
experiment_name: e
description: d
tags: {a: b, c: "1", d: null}
properties: {a: b}
command: python train.py ${{inputs.data}} ${{inputs.n}} ${{outputs.model}} ${{name}} ${{default_datastore}}
code: ./src
environment: {image: "docker.io/a/b:1", conda_file: {dependencies: [python]}}
environment_variables: {A: x, B: 1, C: "${{inputs.n}}"}
compute: azureml:cpu-cluster
inputs: {data: {type: uri_folder, path: "azureml:d@latest", mode: ro_mount}, n: 1, x: 0.5, s: text, b: true, v: {value: 1}}
outputs: {model: {type: mlflow_model, mode: rw_mount}, rest: null}
limits: {timeout: 60}
resources: {instance_count: 2, shm_size: 2g, docker_args: [--x]}
""",
    ),
    "numbers as text": ("command_job", JOB + "resources: {instance_count: '2'}"),
    "cluster": ("amlcompute", CLUSTER),
    "cluster with all": (
        "amlcompute",
        CLUSTER
        + """
size: Standard_NC24ads_A100_v4
location: West US 2
tier: low_priority
min_instances: 0
max_instances: 4
idle_time_before_scale_down: 120
identity: {type: user_assigned, user_assigned_identities: [{resource_id: /subscriptions/x}]}
network_settings: {vnet_name: v, subnet: s}
ssh_settings: {admin_username: u, admin_password: p}
""",
    ),
    "no more nodes than there can be": ("amlcompute", CLUSTER + "min_instances: 4"),
    "image": ("environment", IMAGE),
    "image by digest": (
        "environment",
        f"name: e\nimage: mcr.microsoft.com:443/a/b_c@sha256:{'a' * 64}\nconda_file: c.yml",
    ),
    "build": ("environment", "name: e\nversion: 3\nbuild: {path: ., dockerfile_path: D}\nos_type: linux"),
    "workspace": ("workspace", "name: abc\nlocation: westus2\ntags: {a: b}\npublic_network_access: Enabled"),
    "workspace with its own vault": (
        "workspace",
        "name: abc\nkey_vault: /subscriptions/aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v",
    ),
}


@pytest.mark.parametrize(("kind", "text"), VALID.values(), ids=VALID)
def test_what_azure_ml_takes_is_valid(check, kind, text):
    assert check(kind, text) == []


@pytest.mark.parametrize(
    ("kind", "text", "line", "said", "hint"),
    [
        ("command_job", JOB + "comand: x", 3, "a command job has no field `comand`", "did you mean `command`?"),
        ("command_job", JOB + "zzz: 1", 3, "a command job has no field `zzz`", "it can have code, command, compute"),
        (
            "command_job",
            JOB + "limits: {time_out: 1}",
            3,
            "`limits` has no field `time_out`",
            "did you mean `timeout`?",
        ),
        ("command_job", JOB + "inputs: {a: {pth: x}}", 3, "`inputs.a` has no field `pth`", "did you mean `path`?"),
        (
            "command_job",
            JOB + "inputs: {a: {path: x, zz: 1}}",
            3,
            "`inputs.a` has no field `zz`",
            "it can have datastore",
        ),
        ("environment", "name: e\nimge: a:1", 2, "an environment has no field `imge`", "did you mean `image`?"),
        ("environment", IMAGE + "build_: {}", 3, "an environment has no field `build_`", "did you mean `build`?"),
        ("command_job", "command: x", 1, "a command job needs `environment`", "add `environment:`"),
        ("environment", "image: a:1", 1, "an environment needs `name`", "add `name:`"),
        ("environment", "name: e\nbuild: {}", 2, "the build has no `path`", "name its folder"),
        ("amlcompute", "name: c", 1, "a compute cluster needs `type`", "add `type:`"),
        (
            "command_job",
            "enviroment: azureml:a:1\ncommand: x",
            1,
            "no field `enviroment`",
            "did you mean `environment`?",
        ),
    ],
)
def test_a_field_that_is_unknown_or_missing_is_one_problem_with_a_remedy(check, kind, text, line, said, hint):
    (error,) = check(kind, text)
    assert error.code in {"unknown-field", "missing-field"}
    assert error.span.line == line
    assert said in error.message
    assert hint in error.hint


@pytest.mark.parametrize(
    ("kind", "text", "place", "message", "hint"),
    [
        ("command_job", JOB + "limits: {timeout: PT1H}", "3:19", "must be a whole number, and is the text `PT1H`", ""),
        ("command_job", JOB + "limits: {timeout: -5}", "3:19", "must be at least 1, and is `-5`", ""),
        ("command_job", JOB + "limits: 5", "3:9", "`limits` must be a mapping, and is `5`", ""),
        ("command_job", JOB + "limits: []", "3:9", "`limits` must be a mapping, and is a list", ""),
        ("command_job", JOB + "resources: {instance_count: 1.5}", "3:29", "must be a whole number, and is `1.5`", ""),
        ("command_job", JOB + "resources: {instance_count: 0}", "3:29", "must be at least 1, and is `0`", ""),
        ("command_job", JOB + "resources: {instance_count: -1}", "3:29", "must be at least 1, and is `-1`", ""),
        ("command_job", JOB + "display_name: 5", "3:15", "must be text, and is `5`", "put it in quotes"),
        ("command_job", JOB + "display_name: {a: b}", "3:15", "must be text, and is a mapping", ""),
        (
            "command_job",
            JOB + "tags: {day: 2024-01-31}",
            "3:13",
            "must be text, and is the date `2024-01-31`",
            "quotes",
        ),
        ("command_job", JOB + "tags: {a: [1]}", "3:11", "`tags.a` must be text, and is a list", ""),
        ("command_job", JOB + "tags: [a]", "3:7", "`tags` must be a mapping, and is a list", ""),
        (
            "command_job",
            JOB + "inputs: {a: null}",
            "3:13",
            "`inputs.a` must be text, a number, or true or false, and is empty",
            "",
        ),
        ("command_job", JOB + "inputs: {a: {type: uri_foldr, path: x}}", "3:20", "cannot be the text", "`uri_folder`?"),
        ("command_job", JOB + "type: comand", "3:7", "`type` cannot be the text `comand`", "did you mean `command`?"),
        ("command_job", "command: ''\nenvironment: azureml:a:1", "1:10", "`command` is empty", "give it a value"),
        ("command_job", "command:\nenvironment: azureml:a:1", "1:9", "`command` must be text, and is empty", ""),
        ("command_job", "command: [x]\nenvironment: azureml:a:1", "1:10", "`command` must be text, and is a list", ""),
        ("amlcompute", CLUSTER + "min_instances: -1", "3:16", "must be at least 0, and is `-1`", ""),
        ("amlcompute", CLUSTER + "idle_time_before_scale_down: 30 minutes", "3:30", "and is the text `30 minutes`", ""),
        (
            "amlcompute",
            CLUSTER + "tier: low_prio",
            "3:7",
            "cannot be the text `low_prio`",
            "did you mean `low_priority`?",
        ),
        ("amlcompute", CLUSTER + "tier: zzz", "3:7", "cannot be the text `zzz`", "one of dedicated, low_priority"),
        ("amlcompute", CLUSTER + "enable_node_public_ip: maybe", "3:24", "must be true or false, and is the text", ""),
        (
            "environment",
            "name: e\nimage: a:1\nversion: 2024-01-31",
            "3:10",
            "must be text or a number, and is the date",
            "",
        ),
        ("environment", IMAGE + "os_type: Linus", "3:10", "cannot be the text `Linus`", "did you mean `linux`?"),
        ("command_job", JOB + "tags: {a: 1}", "3:11", "`tags.a` must be text, and is `1`", "put it in quotes"),
        ("workspace", "name: abc\nhbi_workspace: 2", "2:16", "must be true or false, and is `2`", ""),
    ],
)
def test_a_value_of_the_wrong_type_is_named_in_words_at_its_place(check, kind, text, place, message, hint):
    (error,) = check(kind, text)
    assert error.code in {"wrong-type", "invalid-value"}
    assert str(error.span) == f"spec.yml:{place}"
    assert message in error.message
    assert hint in error.hint


def test_every_problem_of_a_resource_is_reported_in_one_run(check):
    found = check("command_job", "comand: x\nlimits: {timeout: x}\ninputs: {a: {}}\nenvironment: nope\n")
    assert sorted((d.span.line, d.code) for d in found) == [
        (1, "unknown-field"),
        (2, "wrong-type"),
        (3, "missing-field"),
        (4, "invalid-reference"),
    ]


def test_a_long_value_is_shown_by_its_beginning(check):
    (error,) = check("amlcompute", CLUSTER + f"tier: {'x' * 1000}")
    assert len(error.message) < 80


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    [
        JOB + "".join(f"kommand{n}: 1\n" for n in range(5000)),
        "environment: azureml:a:1\n" + "".join(f"kommand{n}: 1\n" for n in range(5000)),
        JOB.replace("echo", "|\n  " + " ".join(f"${{{{inputs.nope{n}}}}}" for n in range(2000)))
        + "inputs:\n"
        + "".join(f"  nop{n}: 1\n" for n in range(2000)),
        JOB + "inputs:\n" + "".join(f"  a{n}: {{}}\n" for n in range(5000)),
    ],
    ids=["unknown fields", "unknown and missing fields", "undefined inputs", "inputs without path"],
)
def test_thousands_of_problems_end_early(check, text):
    found = check("command_job", text)
    ends = [one.message for one in found if one.code == "too-many-problems"]
    assert set(ends) == {"a command job has more than 1,000 problems; the rest was not looked for"}
    assert len(found) - len(ends) <= 1000


def test_a_thousand_problems_of_one_resource_are_all_told(check):
    text = JOB + "inputs:\n" + "".join(f"  a{n}: {{}}\n" for n in range(999))
    assert len([one for one in check("command_job", text) if one.code == "missing-field"]) == 999


def test_every_missing_field_of_a_mapping_is_told(check):
    errors = check("sweep_job", "type: sweep\ntrial: {command: x, environment: azureml:a:1}\n")
    missing = ["search_space", "objective", "limits"]
    assert [(error.code, error.path) for error in errors] == [("missing-field", name) for name in missing]
    errors = check("azure_blob", "type: azure_blob\nname: x\n")
    assert sorted(error.path for error in errors) == ["account_name", "container_name"]
