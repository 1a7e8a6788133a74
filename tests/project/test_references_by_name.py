from __future__ import annotations

import pytest

from runner.diagnostics import Severity

JOB = "jobs: {a: {command: echo, environment: 'azureml:env@latest', compute: azureml:cluster}}\n"


def test_a_reference_by_key_is_sent_with_the_name_on_the_target(load):
    project = load(
        "project: p\n"
        "environments: {env: {name: real-env, image: python:3.11}}\n"
        "computes: {cluster: {name: real-cluster, type: amlcompute}}\n" + JOB
    )
    job = project.resources[-1]
    assert (job.manifest["environment"], job.manifest["compute"]) == ("azureml:real-env@latest", "azureml:real-cluster")
    assert [str(link.to) for link in job.links] == ["environments.env", "computes.cluster"]


def test_a_name_that_is_nearly_one_of_the_projects_is_a_warning(load):
    project = load("project: p\ncomputes: {clustre: {type: amlcompute}}\n" + JOB)
    (warning,) = project.warnings
    assert (warning.severity, warning.code, warning.suggestion) == (
        Severity.WARNING,
        "unknown-reference",
        "azureml:clustre",
    )


@pytest.mark.parametrize("field", ["tags", "properties"])
def test_names_of_our_stamps_are_reserved(fails, field):
    job = f"jobs: {{a: {{command: echo, environment: 'azureml:e:1', {field}: {{runner.project: other}}}}}}\n"
    (problem,) = fails(f"project: p\n{job}")
    assert problem.code == "reserved-name"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("{backend: azuerml}", "invalid-value"),
        ("{backend: azureml, resuorce_group: x}", "unknown-field"),
        ("{backend: azureml, slots: 3}", "unknown-field"),
        ("{backend: local, workspace: w}", "unknown-field"),
        ("{backend: azureml, overrides: {jobz: {}}}", "unknown-field"),
        ("{backend: azureml, overrides: {jobs: {b: {}}}}", "unknown-override"),
        ("{backend: azureml, variables: {nope: 1}}", "undefined-variable"),
    ],
)
def test_a_target_that_is_not_chosen_is_checked_as_well(fails, target, code):
    job = "jobs: {a: {command: echo, environment: 'azureml:e:1'}}\n"
    targets = f"targets: {{here: {{backend: local, default: true}}, other: {target}}}\n"
    assert [problem.code for problem in fails(f"project: p\n{targets}{job}", every_target=True)] == [code]


def test_a_target_that_is_not_chosen_may_need_variables_without_a_value(load):
    load(
        "project: p\nvariables: {s: {type: string}}\n"
        "targets: {here: {backend: local, default: true}, dev: {backend: azureml, subscription_id: '{{ var.s }}'}}\n"
        "jobs: {a: {command: echo, environment: 'azureml:e:1'}}\n",
        every_target=True,
    )


def test_a_project_whose_name_cannot_be_its_workspaces_is_told_what_to_give(fails):
    (problem,) = fails("project: o\nworkspace: {location: westus2}\n")
    assert problem.code == "invalid-name"
    assert "give a workspace a `name` of its own" in problem.hint
