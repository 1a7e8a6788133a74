from __future__ import annotations

from dataclasses import replace

import pytest

from runner.diagnostics import Diagnostic, join_path
from runner.identity import identify
from runner.observed import Observed, Status, attempt_name
from runner.plan import Action, Refusal, Rerun, make_plan
from runner.project import ResourceId
from runner.report.plan_text import plan_text
from tests.plan.conftest import SPEC

TRAIN = ResourceId("jobs", "train")


def train(plan):
    return next(step for step in plan.steps if step.id == TRAIN)


def with_job(observed, **changes):
    ((name, job),) = observed.jobs.items()
    return Observed(observed.resources, {name: replace(job, **changes)})


def with_attempts(observed, *statuses):
    """The same target with attempts of the only job that ended so."""
    ((name, job),) = observed.jobs.items()
    jobs = {
        attempt_name(name, number): replace(job, name=attempt_name(name, number), status=status, attempt=number)
        for number, status in enumerate(statuses, start=1)
    }
    return Observed(observed.resources, jobs)


@pytest.mark.parametrize("status", Status)
def test_the_same_job_is_not_submitted_again_however_it_is(project, plan, applied, status):
    step = train(plan(project, with_job(applied(project), status=status)))
    assert (step.action, step.status, step.reason) == (Action.UNCHANGED, status, f"{step.name} is {status}")


FAILED, CANCELED, COMPLETED, RUNNING = Status.FAILED, Status.CANCELED, Status.COMPLETED, Status.RUNNING


@pytest.mark.parametrize(
    ("statuses", "rerun", "action", "attempt"),
    [
        ([FAILED], Rerun(failed=True), Action.RERUN, 2),
        ([FAILED], Rerun(canceled=True), Action.UNCHANGED, 1),
        ([CANCELED], Rerun(canceled=True), Action.RERUN, 2),
        ([CANCELED], Rerun(failed=True), Action.UNCHANGED, 1),
        ([COMPLETED], Rerun(failed=True, canceled=True), Action.UNCHANGED, 1),
        ([COMPLETED], Rerun(jobs=frozenset({"train"})), Action.RERUN, 2),
        ([FAILED], Rerun(jobs=frozenset({"other"})), Action.UNCHANGED, 1),
        ([RUNNING], Rerun(failed=True, jobs=frozenset({"train"})), Action.UNCHANGED, 1),
        ([FAILED, FAILED], Rerun(failed=True), Action.RERUN, 3),
        ([FAILED, COMPLETED], Rerun(failed=True), Action.UNCHANGED, 2),
        ([COMPLETED, FAILED], Rerun(), Action.UNCHANGED, 2),
    ],
)
def test_what_a_rerun_selects(project, plan, applied, statuses, rerun, action, attempt):
    observed = with_attempts(applied(project), *statuses)
    base = next(iter(observed.jobs))
    step = train(plan(project, observed, rerun=rerun))
    assert (step.action, step.attempt, step.name) == (action, attempt, attempt_name(base, attempt))
    assert (step.status, step.reason) == (statuses[-1], f"{attempt_name(base, len(statuses))} is {statuses[-1]}")


def test_a_rerun_by_the_name_of_the_attempt_selects_it(project, plan, applied):
    observed = with_attempts(applied(project), FAILED, FAILED)
    *_, latest = observed.jobs
    assert train(plan(project, observed, rerun=Rerun(jobs=frozenset({latest})))).action is Action.RERUN


def test_a_rerun_by_the_key_of_a_matrix_selects_all_its_cells(load, plan, applied):
    spec = (
        "project: cnn\njobs: {a: {command: 'echo {{ matrix.n }}', environment: azureml:e@latest, matrix: {n: [1, 2]}},"
        " b: {command: echo, environment: azureml:e@latest}}"
    )
    project = load(spec)
    found = plan(project, applied(project), rerun=Rerun(jobs=frozenset({"a"})))
    assert {str(step.id): step.action for step in found.steps} == {
        "jobs.a-1": Action.RERUN,
        "jobs.a-2": Action.RERUN,
        "jobs.b": Action.UNCHANGED,
    }


SWEEP = (
    "project: cnn\njobs: {a: {command: 'echo {{ matrix.n }}', environment: azureml:e@latest, matrix: {n: [VALUES]}},"
    " b: {command: 'echo 2', environment: azureml:e@latest}}"
)


def test_a_cell_that_ran_under_another_number_is_not_submitted_again(load, plan, applied):
    before = applied(load(SWEEP.replace("VALUES", "2, 3")))
    found = plan(load(SWEEP.replace("VALUES", "1, 2, 3")), before)
    assert [(str(s.id), s.action, s.name.rsplit("-", 1)[0], s.changes) for s in found.steps] == [
        ("jobs.a-1", Action.SUBMIT, "cnn-a-1", ()),
        ("jobs.a-2", Action.UNCHANGED, "cnn-a-1", ()),
        ("jobs.a-3", Action.UNCHANGED, "cnn-a-2", ()),
        ("jobs.b", Action.UNCHANGED, "cnn-b", ()),
    ]


def test_a_job_outside_the_matrix_with_the_content_of_a_cell_is_a_job_of_its_own(load, plan, applied):
    project = load(SWEEP.replace("VALUES", "2"))
    before = applied(project)
    jobs = {name: job for name, job in before.jobs.items() if job.key != "b"}
    found = plan(project, Observed(before.resources, jobs))
    assert {str(step.id): step.action for step in found.steps} == {
        "jobs.a-1": Action.UNCHANGED,
        "jobs.b": Action.SUBMIT,
    }


def test_a_cell_that_failed_under_another_number_runs_again_under_that_one(load, plan, applied):
    before = applied(load(SWEEP.replace("VALUES", "2, 3")))
    jobs = {name: replace(job, status=FAILED) for name, job in before.jobs.items()}
    found = plan(load(SWEEP.replace("VALUES", "1, 2, 3")), Observed({}, jobs), rerun=Rerun(failed=True))
    renamed = {str(step.id): (step.action, step.name) for step in found.steps}
    name = next(name for name in jobs if name.startswith("cnn-a-1"))
    assert renamed["jobs.a-2"] == (Action.RERUN, f"{name}-r2")


def test_a_job_whose_own_name_ends_like_an_attempt_is_none(load, plan, applied):
    job = "command: echo {0}, environment: azureml:e@latest"
    spec = f"project: cnn\njobs: {{train: {{name: x, {job.format(1)}}}, other: {{name: x-r2, {job.format(2)}}}}}"
    project = load(spec)
    found = plan(project, applied(project))
    assert [(step.action, step.name) for step in found.steps] == [(Action.UNCHANGED, "x"), (Action.UNCHANGED, "x-r2")]


CHANGES = {
    "an input": ("epochs: 3", "epochs: 4", [("inputs.epochs", 3, 4, "spec.yml:15:22")]),
    "its type": ("epochs: 3", "epochs: 3.0", [("inputs.epochs", 3, 3.0, "spec.yml:15:22")]),
    "one to true": ("epochs: 3", "epochs: true", [("inputs.epochs", 3, True, "spec.yml:15:22")]),
    "an input more": ("epochs: 3", "epochs: 3, more: x", [("inputs.more", None, "x", "spec.yml:15:31")]),
    "an input less": ("inputs: {epochs: 3}", "inputs: {}", [("inputs.epochs", 3, None, "")]),
    "a field less": ("    inputs: {epochs: 3}\n", "", [("inputs", {"epochs": 3}, None, "")]),
    "another environment": (
        "azureml:base@latest",
        "azureml:python@latest",
        [("environment", "azureml:base:VERSION", "azureml:python@latest", "spec.yml:13:18")],
    ),
}


@pytest.mark.parametrize(("old", "new", "changes"), CHANGES.values(), ids=CHANGES)
def test_a_job_that_changed_is_submitted_and_says_what_changed(load, project, plan, applied, old, new, changes):
    before = applied(project)
    (name,) = before.jobs
    version = next(key[2] for key in before.resources if key[1] == "base")
    after = load(project.sources[0].text.replace(old, new))
    step = train(plan(after, before))
    found = [
        (
            join_path(c.path),
            c.old.replace(version, "VERSION") if isinstance(c.old, str) else c.old,
            c.new,
            str(c.written or ""),
        )
        for c in step.changes
    ]
    assert (step.action, step.reason) == (Action.SUBMIT, f"changed since {name}")
    assert [(*rest, written.removeprefix(f"{project.root}/")) for *rest, written in found] == changes
    assert step.name != name


def test_changed_code_is_shown_by_its_digests(load, project, plan, applied):
    before = applied(project)
    after = load(project.sources[0].text, {"code/train.py": "print(2)\n"})
    (change,) = train(plan(after, before)).changes
    digests = [job.fields["code"]["sha256"] for observed in (before, applied(after)) for job in observed.jobs.values()]
    assert (join_path(change.path), change.old, change.new) == (
        "code",
        *(f"content {digest[:12]}" for digest in digests),
    )


def test_what_changed_is_counted_from_the_newest_job_of_the_key_in_this_project(load, project, plan, applied):
    versions = [load(project.sources[0].text.replace("epochs: 3", f"epochs: {n}")) for n in (4, 5, 6)]
    times = ["2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z", None]
    jobs = {}
    for version, time in zip(versions, times, strict=True):
        ((name, job),) = applied(version).jobs.items()
        jobs[name] = replace(job, submitted=time)
    theirs = replace(
        job, name="theirs", project="theirs", submitted="2026-01-04T00:00:00Z", fields={"inputs": {"epochs": 7}}
    )
    step = train(plan(project, Observed(applied(project).resources, {**jobs, "theirs": theirs})))
    assert [(join_path(change.path), change.old, change.new) for change in step.changes] == [("inputs.epochs", 5, 3)]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"project": "theirs"}, "a job of this name belongs to the project `theirs`; choose another name"),
        ({"digest": "0" * 64}, "the job my-job ran with another content; choose another name"),
    ],
)
def test_a_name_that_is_taken_is_refused(load, plan, applied, changes, reason):
    project = load("project: cnn\njobs: {train: {name: my-job, command: echo, environment: azureml:e@latest}}")
    step = train(plan(project, with_job(applied(project), **changes)))
    assert (step.action, step.reason) == (Action.REFUSE, reason)


def test_what_the_target_cannot_honour_is_refused_with_every_reason(project, plan, applied):
    (resource,) = [resource for resource in project.resources if resource.id == TRAIN]
    refusals = [
        Refusal(
            TRAIN,
            Diagnostic("unsupported-here", "no such code", resource.node.value["code"].span, hint="name a folder"),
        ),
        Refusal(TRAIN, Diagnostic("unsupported-here", "one node only")),
    ]
    for observed in (Observed(), applied(project)):
        found = plan(project, observed, refusals=refusals)
        assert train(found).action is Action.REFUSE
        assert train(found).reason == f"{project.spec}:12:11: no such code; name a folder\none node only"
        assert [step.id for step in found.refused] == [TRAIN]


def test_a_reader_is_told_how_the_target_honours_a_resource(project, plan):
    found = plan(project, Observed(), notes=lambda resource: (f"note on {resource.key}",))
    assert train(found).notes == ("note on train",)


def test_a_changed_job_names_the_files_that_differ(load, applied):
    files = {"code/train.py": "print(1)\n", "code/util.py": "", "code/same.py": ""}
    observed = applied(load(SPEC, files))
    (load(SPEC).root / "code/util.py").unlink()
    project = load(SPEC, {"code/train.py": "print(2)\n", "code/new.py": ""})
    plan = make_plan(project, identify(project), observed)
    (change,) = plan.steps[-1].changes
    assert change.files == ("new.py was added", "train.py changed", "util.py is gone")
    assert "          train.py changed" in plan_text(plan).splitlines()
