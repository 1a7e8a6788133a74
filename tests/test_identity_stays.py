"""What must not make another job of one that ran: each of these is a change of the spec that changes nothing."""

from __future__ import annotations

import pytest

from runner.identity import identify
from runner.observed import Observed, ObservedJob, Status
from runner.plan import Action, make_plan
from runner.project import Options, load_project

JOB = "command: python train.py\n    environment: {image: python:3.11}"


def load(tmp_path, text, **options):
    spec = tmp_path / "spec.yml"
    spec.write_text(text, "utf-8")
    return load_project(spec, Options(**options))


def digests(tmp_path, text, **options):
    return {key.key: identity.digest for key, identity in identify(load(tmp_path, text, **options)).items()}


def names(tmp_path, text, **options):
    return {key.key: identity.name for key, identity in identify(load(tmp_path, text, **options)).items()}


def observed(project):
    identities = identify(project)
    jobs = [
        ObservedJob(identity.name, project.name, key.key, identity.digest, Status.COMPLETED, submitted=f"{number}")
        for number, (key, identity) in enumerate(identities.items())
    ]
    return Observed(jobs={job.name: job for job in jobs})


MATRIX = "project: p\njobs:\n  m:\n    command: train --lr {{{{ matrix.lr }}}}\n    environment: {{image: python:3.11}}\n    matrix: {{lr: {}}}\n"


def test_a_value_that_is_added_before_others_submits_its_own_cell_only(tmp_path):
    before = observed(load(tmp_path, MATRIX.format("[0.001, 0.01]")))
    after = load(tmp_path, MATRIX.format("[0.0001, 0.001, 0.01]"))
    plan = make_plan(after, identify(after), before)
    assert [(step.id.key, step.action) for step in plan.steps] == [
        ("m-1", Action.SUBMIT),
        ("m-2", Action.UNCHANGED),
        ("m-3", Action.UNCHANGED),
    ]
    assert plan.steps[1].name.startswith("p-m-1-")
    assert plan.steps[0].changes == ()


def test_two_cells_of_equal_content_are_two_jobs(tmp_path):
    text = MATRIX.replace("--lr {{{{ matrix.lr }}}}", "").format("[1, 2]")
    project = load(tmp_path, text)
    everything = observed(project)
    first = min(everything.jobs)
    plan = make_plan(project, identify(project), Observed(jobs={first: everything.jobs[first]}))
    assert [step.action for step in plan.steps] == [Action.UNCHANGED, Action.SUBMIT]


def test_a_document_of_another_kind_renames_no_job(tmp_path):
    job = "command: echo\nenvironment: {image: python:3.11}\n"
    alone = names(tmp_path, job)["spec"]
    assert names(tmp_path, f"{job}---\nname: env\nimage: python:3.11\n")["spec"] == alone
    assert names(tmp_path, f"name: env\nimage: python:3.11\n---\n{job}")["spec"] == alone


@pytest.mark.parametrize("given", ["1", "+1"])
def test_a_number_given_on_the_command_line_is_the_number_in_the_spec(tmp_path, given):
    text = "project: p\nvariables: {n: {type: number, default: 1}}\njobs:\n  a:\n    command: echo {{ var.n }}\n    environment: {image: python:3.11}\n"
    assert digests(tmp_path, text) == digests(tmp_path, text, variables={"n": given})


def test_an_inline_environment_may_be_described(tmp_path):
    text = f"project: p\njobs:\n  a:\n    {JOB}\n"
    described = text.replace("python:3.11}", "python:3.11, description: new, tags: {team: b}}")
    assert digests(tmp_path, text) == digests(tmp_path, described)


def test_a_field_whose_expression_gives_null_is_not_set(tmp_path):
    text = f"project: p\nvariables: {{v: null}}\njobs:\n  a:\n    {JOB}\n"
    nulls = text + "    experiment_name: '{{ var.v }}'\n    limits: {timeout: '{{ var.v }}'}\n"
    project = load(tmp_path, nulls)
    assert "experiment_name" not in project.resources[0].manifest
    assert project.resources[0].manifest["limits"] == {}


def test_a_script_that_becomes_executable_is_another_job(tmp_path):
    (tmp_path / "code").mkdir()
    script = tmp_path / "code" / "run.sh"
    script.write_text("#!/bin/sh\n")
    text = "command: ./run.sh\ncode: code\nenvironment: {image: python:3.11}\n"
    script.chmod(0o644)
    before = digests(tmp_path, text)
    script.chmod(0o755)
    assert digests(tmp_path, text) != before
    script.chmod(0o700)
    assert digests(tmp_path, text) != before


def test_a_name_that_ends_like_an_attempt_is_a_job_of_its_own(tmp_path):
    text = "project: p\njobs:\n" + "".join(
        f"  {key}:\n    name: {name}\n    command: echo {key}\n    environment: {{image: python:3.11}}\n"
        for key, name in (("a", "run"), ("b", "run-r2"))
    )
    project = load(tmp_path, text)
    plan = make_plan(project, identify(project), observed(project))
    assert [step.action for step in plan.steps] == [Action.UNCHANGED, Action.UNCHANGED]
