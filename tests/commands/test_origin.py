from __future__ import annotations

import json

import pytest

SPEC = """project: p
include: [base.yml]
variables:
  cluster: cpu
  password: {type: string, secret: true}
targets:
  dev: {backend: local, default: true, overrides: {jobs: {train: {compute: azureml:gpu}}}}
computes:
  cc: {type: amlcompute, size: STANDARD_D2_V2, ssh_settings: {admin_username: u, admin_password: "{{ var.password }}"}}
"""
BASE = """jobs:
  train: {command: echo, environment: azureml:e:1, compute: "azureml:{{ var.cluster }}"}
"""
HIDDEN = "hunter2-the-value"


@pytest.fixture
def spec(folder, write):
    write(folder, {"spec.yml": SPEC, "base.yml": BASE, "vars.yml": f"password: {HIDDEN}\n"})
    return folder / "spec.yml"


def test_a_value_is_shown_with_each_line_that_contributed_in_order(run, spec):
    done = run("origin", "spec.yml", "jobs.train.compute", RUNNER_VAR_password="x")
    assert (done.code, done.err) == (0, "")
    first, *rows = done.out.splitlines()
    assert first == "jobs.train.compute = azureml:gpu"
    assert [row.split()[0] for row in rows] == ["spec.yml:2:11", "base.yml:2:61", "spec.yml:7:76"]
    assert [row.rsplit("  ", 1)[1].strip() for row in rows] == ["include", "base", "override of target dev"]


def test_json_holds_the_same(run, spec):
    (value,) = json.loads(
        run("origin", "spec.yml", "jobs.train.compute", "--format", "json", RUNNER_VAR_password="x").out
    )["values"]
    assert (value["path"], value["value"], value["below"]) == ("jobs.train.compute", "azureml:gpu", [])
    assert [(c["file"], c["line"], c["role"], c["text"]) for c in value["contributions"]] == [
        ("spec.yml", 2, "include", "base.yml"),
        ("base.yml", 2, "base", '"azureml:{{ var.cluster }}"'),
        ("spec.yml", 7, "override of target dev", "azureml:gpu"),
    ]


@pytest.mark.parametrize("output", ["text", "json"])
@pytest.mark.parametrize("path", ["variables", "computes.cc", "computes.cc.ssh_settings.admin_password"])
@pytest.mark.parametrize("given", [("--var-file", "vars.yml"), ("--var", f"password={HIDDEN}"), None])
def test_a_secret_is_known_by_name_only(run, spec, path, given, output):
    variables = {} if given else {"RUNNER_VAR_password": HIDDEN}
    done = run("origin", "spec.yml", path, *(given or ()), "--format", output, **variables)
    assert done.code == 0
    assert "${password}" in done.out
    assert "(hidden)" in done.out
    assert HIDDEN not in done.out + done.err


@pytest.mark.parametrize(
    ("path", "said", "hint"),
    [
        ("jobs.train.comput", "`jobs.train` has no `comput`", "did you mean `jobs.train.compute`?"),
        ("jobs.trian.compute", "`jobs` has no `trian`", "did you mean `jobs.train.compute`?"),
        ("job.train.compute", "there is no `job.train.compute`", "did you mean `jobs.train.compute`?"),
        ("variables.clustr", "there is no variable `clustr`", "did you mean `variables.cluster`?"),
        ("targets.dev.backnd", "`targets.dev` has no `backnd`", "did you mean `targets.dev.backend`?"),
        ("jobs.train.compute.x", "`jobs.train.compute` has no `x`", "it is a single value"),
    ],
)
def test_a_path_that_is_not_there_is_a_usage_error_with_the_key_that_is(run, spec, path, said, hint):
    done = run("origin", "spec.yml", path, RUNNER_VAR_password="x")
    assert (done.code, done.out) == (64, "")
    assert said in done.err
    assert hint in done.err


def test_a_spec_with_errors_is_refused(run, folder, write):
    write(folder, {"spec.yml": "project: p\njobs: {a: {command: x}}\n"})
    assert run("origin", "spec.yml", "jobs.a").code == 3
