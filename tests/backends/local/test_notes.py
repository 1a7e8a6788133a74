"""What a plan on this machine says about resources that Azure ML would honour otherwise."""

from __future__ import annotations

import pytest

from runner.backends.local.notes import notes
from runner.backends.local.refusals import refusals

JOB = "command: x, environment: azureml:e:1"
SWEEP = (
    "type: sweep, trial: {command: 'x ${{search_space.a}}', environment: azureml:e:1},"
    " search_space: {a: {type: choice, values: [1]}}, objective: {goal: minimize, primary_metric: m},"
    " limits: {max_total_trials: 1}"
)


def refused(project) -> list[tuple[str, str]]:
    return [(refusal.diagnostic.path, refusal.diagnostic.message) for refusal in refusals(project)]


@pytest.mark.parametrize(
    ("section", "body", "said"),
    [
        ("datastores", "type: azure_blob, account_name: a, container_name: c", "recorded only"),
        ("data", "path: 'https://example.org/x'", "recorded only"),
        ("models", "path: 'https://example.org/x'", "recorded only"),
        ("jobs", f"{JOB}, identity: {{type: user_identity}}", "without identity: it runs as you"),
        ("jobs", f"{JOB}, queue_settings: {{job_tier: spot}}", "without queue_settings"),
        ("jobs", f"{JOB}, resources: {{shm_size: 2g}}", "without resources.shm_size"),
    ],
)
def test_what_this_machine_does_otherwise_is_noted(load, section, body, said):
    (resource,) = load(f"project: p\n{section}:\n  a: {{{body}}}\n").resources
    assert said in " ".join(notes(resource))


@pytest.mark.parametrize(
    ("body", "path", "said"),
    [
        (SWEEP, "jobs.a.type", "a sweep does not run on this machine"),
        (f"{JOB}, distribution: {{type: mpi}}", "jobs.a.distribution", "means nothing on this machine"),
        (f"{JOB}, parent_job_name: x", "jobs.a.parent_job_name", "means nothing on this machine"),
    ],
)
def test_what_this_machine_cannot_do_is_refused_at_its_place(load, body, path, said):
    ((where, message),) = refused(load(f"project: p\njobs:\n  a: {{{body}}}\n"))
    assert where == path
    assert said in message


def test_a_job_that_asks_for_nothing_special_is_not_refused(load):
    assert refused(load(f"project: p\njobs:\n  a: {{{JOB}}}\n")) == []
