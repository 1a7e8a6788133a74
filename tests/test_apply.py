"""The order of an apply, what a failure stops, and what is done again: on a target in memory."""

from __future__ import annotations

import pytest
from fake_backend import FakeBackend

from runner.apply import Applier, Progress
from runner.identity import identify
from runner.observed import Status
from runner.plan import Rerun, make_plan
from runner.project import Options, load_project

PIPELINE = """
project: demo
environments: {own: {image: "docker.io/library/python:3.11"}}
jobs:
  evaluate:
    command: cat ${{inputs.model}}
    environment: azureml:own@latest
    inputs: {model: {type: uri_folder, path: "${{ jobs.train.outputs.model }}"}}
  train: {command: "true", environment: "azureml:own@latest", outputs: {model: }}
  publish: {command: "true", environment: "azureml:own@latest", depends_on: [evaluate]}
  other: {command: "true", environment: {image: docker.io/library/python}}
"""


class Said(Progress):
    def __init__(self):
        self.lines = []

    def done(self, step):
        self.lines.append(f"done {step.id}")

    def failed(self, step, error):
        self.lines.append(f"failed {step.id}: {error.message}")

    def skipped(self, step, because):
        self.lines.append(f"skipped {step.id} because of {because}")


@pytest.fixture
def applied(tmp_path):
    def apply(backend, text=PIPELINE, *, follow=True, rerun=None, said=None):
        (tmp_path / ".git").mkdir(exist_ok=True)
        (tmp_path / "spec.yml").write_text(text)
        project = load_project(tmp_path / "spec.yml", Options())
        identities = identify(project)
        plan = make_plan(project, identities, backend.observe(project), (), rerun)
        applier = Applier(project, identities, plan, backend, "", said or Said())
        applier.start()
        if follow:
            applier.follow(sleep=backend.tick)
        return applier.outcome()

    return apply


def test_each_job_is_submitted_when_those_it_needs_have_completed(applied):
    backend = FakeBackend()
    outcome = applied(backend)
    assert [call for call in backend.calls if "lock" not in call] == [
        "put own",
        "submit other",
        "submit train",
        "submit evaluate",
        "submit publish",
    ]
    assert outcome.succeeded
    assert len(outcome.submitted) == len(outcome.jobs) == 4
    assert outcome.left == outcome.waiting == ()


def test_a_job_gets_the_name_of_the_job_whose_output_it_takes(applied):
    backend = FakeBackend()
    applied(backend)
    train = next(name for name, job in backend.jobs.items() if job.key == "train")
    request = next(request for request in backend.requests.values() if request.stamps.key == "evaluate")
    assert request.upstream == {("inputs", "model", "path"): (train, "model")}


def test_a_failed_job_stops_what_depends_on_it_and_nothing_else(applied):
    backend, said = FakeBackend(ends={"train": Status.FAILED}), Said()
    outcome = applied(backend, said=said)
    assert {job.key: str(job.status) for job in outcome.jobs} == {"train": "Failed", "other": "Completed"}
    assert [str(resource) for resource in outcome.skipped] == ["jobs.evaluate", "jobs.publish"]
    assert "skipped jobs.evaluate because of jobs.train" in said.lines
    assert not outcome.succeeded


def test_a_resource_that_cannot_be_made_stops_what_needs_it_and_nothing_else(applied):
    backend, said = FakeBackend(broken=["own"]), Said()
    outcome = applied(backend, said=said)
    assert [job.key for job in outcome.jobs] == ["other"]
    assert outcome.errors == ("environments.own: no own today (try tomorrow)",)
    assert [str(resource) for resource in outcome.skipped] == ["jobs.train", "jobs.evaluate", "jobs.publish"]
    assert said.lines[0] == "failed environments.own: no own today"


def test_applying_again_does_nothing_and_succeeds(applied):
    backend = FakeBackend()
    applied(backend)
    backend.calls.clear()
    outcome = applied(backend)
    assert outcome.succeeded
    assert outcome.submitted == outcome.jobs == ()
    assert [call for call in backend.calls if "lock" not in call] == []


def test_detached_the_jobs_that_wait_are_listed_and_the_next_apply_submits_them(applied):
    backend = FakeBackend()
    outcome = applied(backend, follow=False)
    assert [str(resource) for resource in outcome.waiting] == ["jobs.evaluate", "jobs.publish"]
    assert outcome.succeeded
    assert len(outcome.left) == len(outcome.submitted) == 2
    outcome = applied(backend)
    assert [name.split("-")[1] for name in outcome.submitted] == ["evaluate", "publish"]
    assert {job.key for job in outcome.jobs} == {"train", "other", "evaluate", "publish"}


def test_a_job_that_still_runs_is_followed_again_and_not_submitted_twice(applied):
    backend = FakeBackend()
    one = "project: demo\njobs: {a: {command: 'true', environment: {image: a}}}\n"
    name = applied(backend, one, follow=False).left
    outcome = applied(backend, one)
    assert outcome.submitted == ()
    assert tuple(job.name for job in outcome.jobs) == name
    assert outcome.succeeded
    assert backend.calls.count("submit a") == 1


def test_an_attached_job_that_fails_fails_the_apply(applied):
    backend = FakeBackend(ends={"a": Status.FAILED})
    one = "project: demo\njobs: {a: {command: 'true', environment: {image: a}}}\n"
    applied(backend, one, follow=False)
    assert not applied(backend, one).succeeded


def test_reruns_are_attempts_with_names_of_their_own(applied):
    backend = FakeBackend(ends={"train": Status.FAILED})
    first = next(name for name in applied(backend).submitted if "train" in name)
    again = applied(backend)
    assert (again.submitted, again.failed_before) == ((), (first,))
    assert not again.succeeded
    assert applied(backend, rerun=Rerun(failed=True)).submitted == (f"{first}-r2",)
    backend.ends = {}
    outcome = applied(backend, rerun=Rerun(failed=True))
    assert outcome.submitted[0] == f"{first}-r3"
    assert [name.split("-")[1] for name in outcome.submitted] == ["train", "evaluate", "publish"]
    assert backend.requests[outcome.submitted[1]].upstream == {("inputs", "model", "path"): (f"{first}-r3", "model")}
    assert applied(backend, rerun=Rerun(failed=True)).submitted == ()


def test_canceled_and_named_jobs_run_again_only_when_asked(applied):
    backend = FakeBackend(ends={"other": Status.CANCELED})
    applied(backend)
    assert applied(backend, rerun=Rerun(failed=True)).submitted == ()
    assert [name[-3:] for name in applied(backend, rerun=Rerun(canceled=True)).submitted] == ["-r2"]
    assert len(applied(backend, rerun=Rerun(jobs=frozenset({"train"}))).submitted) == 1


def test_a_rerun_that_fails_does_not_touch_what_completed_before(applied):
    backend = FakeBackend()
    applied(backend)
    backend.ends = {"train": Status.FAILED}
    outcome = applied(backend, rerun=Rerun(jobs=frozenset({"train"})))
    assert outcome.skipped == ()
    assert [job.key for job in outcome.jobs] == ["train"]


def test_a_job_that_vanishes_from_the_target_ends_the_display_with_an_error(applied):
    backend = FakeBackend(hang=["other"])
    ticks = iter(range(3))

    def tick(_seconds):
        if next(ticks, None) is None:
            backend.jobs.clear()
        FakeBackend.tick(backend)

    backend.tick = tick
    outcome = applied(backend)
    assert any("knows nothing of demo-other-" in error for error in outcome.errors)
    assert not outcome.succeeded


def test_the_lock_is_taken_only_when_something_can_be_submitted(applied):
    backend = FakeBackend()
    applied(backend)
    assert backend.calls.count("lock") == 2  # for evaluate and publish; the command takes it for the beginning
