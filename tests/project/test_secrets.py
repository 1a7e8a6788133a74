from __future__ import annotations

from pathlib import Path

import pytest

HIDDEN = "hunter2-the-value"
SPEC = """project: proj
variables: {{password: {{type: string, secret: true}}}}
{0}
"""
CLUSTER = "computes: {{cpu: {{type: amlcompute, {0}}}}}"
JOB = "jobs: {{a: {{command: x, environment: azureml:e:1, {0}}}}}"
USE = '"{{ var.password }}"'


def test_a_secret_in_a_credential_is_known_by_name_and_its_value_kept_apart(load):
    project = load(
        SPEC.format(CLUSTER.format(f"ssh_settings: {{admin_username: u, admin_password: {USE}}}")),
        variables={"password": HIDDEN},
    )
    (cluster,) = project.resources
    assert cluster.manifest["ssh_settings"] == {"admin_username": "u", "admin_password": "${password}"}
    assert cluster.secrets == {("ssh_settings", "admin_password"): {"password"}}
    assert dict(project.secrets) == {"password": HIDDEN}
    assert "password" not in project.variables
    assert HIDDEN not in repr(project)
    assert HIDDEN not in repr(project.secrets) + str(project.secrets)
    assert HIDDEN not in repr([resource.manifest for resource in project.resources])


@pytest.mark.parametrize("source", ["--var", "environment", "file"])
def test_a_secret_s_value_comes_from_outside_the_spec(load, source):
    options = {
        "--var": {"variables": {"password": HIDDEN}},
        "environment": {"environ": {"RUNNER_VAR_password": HIDDEN}},
        "file": {"variable_files": (Path("secret.yml"),)},
    }
    project = load(SPEC.format("jobs: {}"), {"secret.yml": f"password: {HIDDEN}\n"}, **options[source])
    assert project.secrets == {"password": HIDDEN}
    assert HIDDEN not in repr(project.sources) + repr(project)


@pytest.mark.parametrize(
    "resource",
    [
        JOB.format(f"environment_variables: {{P: {USE}}}"),
        JOB.format('display_name: "x {{ var.password }}"'),
        JOB.format(f"inputs: {{p: {USE}}}"),
        JOB.format(f"inputs: {{p: {{value: {USE}}}}}"),
        JOB.format(f"tags: {{p: {USE}}}"),
        JOB.format(f"properties: {{p: {USE}}}"),
        JOB.format(f"name: {USE}"),
        JOB.format("tags: '{{ {\"p\": var.password} }}'"),
        JOB.format("inputs: {p: 1, q: '{{ matrix.s }}'}, matrix: {s: [" + USE + "]}"),
        JOB.replace("command: x", "command: 'login {{{{ var.password }}}}'").format("limits: {}"),
        CLUSTER.format(f"description: {USE}"),
        CLUSTER.format(f"ssh_settings: {{admin_username: {USE}}}"),
        f"environments: {{e: {{image: 'a:1', description: {USE}}}}}",
        f"workspace: {{display_name: {USE}}}",
    ],
)
def test_a_secret_that_others_could_read_is_an_error(fails, resource):
    found = fails(SPEC.format(resource), variables={"password": HIDDEN})
    assert "secret-exposed" in {d.code for d in found}
    assert HIDDEN not in repr(found)
    assert all("Key Vault" in d.hint for d in found if d.code == "secret-exposed")


@pytest.mark.parametrize(
    "text",
    [
        SPEC.format(JOB.format('display_name: "{{ var.password | upper }}"')),
        SPEC.format(JOB.format("display_name: \"{{ 'a' if var.password == 'x' else 'b' }}\"")),
        SPEC.format(JOB.format('display_name: "{{ var }}"')),
        SPEC.format(JOB.format("matrix: {p: '{{ var.password }}'}")),
        SPEC.format(JOB.format("depends_on: '{{ var.password }}'")),
        SPEC.format("targets: {t: {backend: local, workspace: '{{ var.password }}'}}\njobs: {}"),
    ],
)
def test_no_error_shows_a_secret(fails, text):
    found = fails(text, variables={"password": HIDDEN})
    assert HIDDEN not in repr(found)


def test_a_secret_without_a_value_is_an_error_where_it_is_used(fails):
    (error,) = fails(SPEC.format(CLUSTER.format(f"ssh_settings: {{admin_username: a, admin_password: {USE}}}")))
    assert (error.code, "the variable `password` has no value" in error.message) == ("unset-variable", True)
