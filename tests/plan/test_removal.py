"""What goes: what the spec no longer has, and all of a project; what is protected stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runner.diagnostics import InvalidSpec
from runner.identity import identify
from runner.observed import Observed, ObservedJob, Status
from runner.plan import Action, Plan, destroy_plan, make_plan
from runner.plan.removal import protect

SPEC = """project: prj
workspace: {location: westus2}
computes: {aa: {type: amlcompute, size: STANDARD_D2_V2}, bb: {type: amlcompute, size: STANDARD_D2_V2%s}}
environments: {e: {image: "a:1"}}
jobs: {j: {command: x, environment: {image: "a:1"}}}
"""
LESS = "project: prj\nworkspace: {location: westus2}\ncomputes: {aa: {type: amlcompute, size: STANDARD_D2_V2}}\n"


def removed(plan: Plan) -> dict[str, str]:
    return {str(step.id): str(step.action) for step in plan.steps if step.action is not Action.UNCHANGED}


def test_what_the_spec_no_longer_has_goes_with_prune_only(load, applied):
    observed = applied(load(SPEC % ""))
    less = load(LESS)
    assert removed(make_plan(less, identify(less), observed)) == {}
    plan = make_plan(less, identify(less), observed, prune=True)
    assert removed(plan) == {"environments.e": "archive", "computes.bb": "delete"}
    assert [step.action for step in plan.removed] == [Action.ARCHIVE, Action.DELETE]


def test_an_older_version_of_what_is_still_there_stays(load, applied):
    before = applied(load(SPEC % ""))
    now = load((SPEC % "").replace('"a:1"', '"a:2"'))
    plan = make_plan(now, identify(now), before, prune=True)
    assert Action.ARCHIVE not in plan.counts


def test_what_another_project_made_stays(load, applied):
    observed = applied(load((SPEC % "").replace("project: prj", "project: other")))
    less = load(LESS.replace("aa: {", "zz: {"))
    steps = make_plan(less, identify(less), observed, prune=True).steps
    assert {str(step.id): str(step.action) for step in steps} == {
        "workspace.workspace": "create",
        "computes.zz": "create",
    }


def test_destroy_takes_all_but_the_workspace_and_jobs_what_uses_others_first(load, applied):
    project = load(SPEC % "")
    observed = applied(project)
    plan = destroy_plan(project, observed, with_workspace=False)
    assert [str(step.id) for step in plan.steps] == ["environments.e", "computes.aa", "computes.bb"]
    plan = destroy_plan(project, observed, with_workspace=True)
    assert [str(step.id) for step in plan.steps][-1] == "workspace.workspace"
    assert destroy_plan(project, Observed(), with_workspace=True).steps == ()


def test_what_is_archived_is_not_archived_again(load, applied):
    project = load(SPEC % "")
    observed = applied(project)
    archived = {
        key: replace(there, is_archived=there.kind == "environment") for key, there in observed.resources.items()
    }
    steps = destroy_plan(project, Observed(archived, observed.jobs), with_workspace=False).steps
    assert [str(step.id) for step in steps] == ["computes.aa", "computes.bb"]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (SPEC % ", protect: true", "spec.yml:3:112)"),
        (SPEC % ", protect: '{{ 1 == 1 }}'", "it is protected"),
        ("targets: {here: {backend: local, protect: true}}\n" + SPEC % "", "the target here is protected"),
        (LESS, "it was applied with `protect: true`; apply it once without"),
    ],
)
def test_what_is_protected_is_never_deleted(load, applied, spec, said):
    before = applied(load(SPEC % ", protect: true"))
    there = {key: replace(one, is_protected=one.key == "bb") for key, one in before.resources.items()}
    project = load(spec)
    observed = Observed(there, before.jobs)
    plan = destroy_plan(project, observed, with_workspace=True)
    steps = {str(step.id): step for step in protect(project, plan.steps, observed)}
    assert steps["computes.bb"].action is Action.REFUSE
    assert said in steps["computes.bb"].reason


def test_a_protected_cluster_is_not_replaced(load, applied):
    observed = applied(load(SPEC % ""))
    project = load((SPEC % ", protect: true").replace("STANDARD_D2_V2, protect", "STANDARD_D4_V2, protect"))
    (step,) = make_plan(project, identify(project), observed).refused
    assert (str(step.id), step.reason.startswith("it is protected")) == ("computes.bb", True)


def test_protection_is_written_on_what_is_there(load, applied):
    observed = applied(load(SPEC % ""))
    project = load(SPEC % ", protect: true")
    plan = make_plan(project, identify(project), observed)
    assert {str(step.id): step.reason for step in plan.steps if step.action is Action.UPDATE} == {
        "computes.bb": "it is protected from now on"
    }


def test_a_cluster_on_which_a_job_runs_is_not_deleted(load, applied):
    project = load(SPEC % "")
    observed = applied(project)
    job = ObservedJob("p-j-1", "prj", "j", "0" * 64, Status.RUNNING, compute="bb")
    plan = destroy_plan(project, Observed(observed.resources, {job.name: job}), with_workspace=False)
    (step,) = plan.refused
    assert (str(step.id), step.reason) == ("computes.bb", "p-j-1 is Running on it; wait for it, or runner cancel p-j-1")


@pytest.mark.parametrize("value", ["1", "'yes'", "[true]"])
def test_protect_is_true_or_false(load, value):
    with pytest.raises(InvalidSpec) as caught:
        load(SPEC % f", protect: {value}")
    assert [(one.code, one.path) for one in caught.value.diagnostics if one.severity == "error"] == [
        ("wrong-type", "computes.bb.protect")
    ]


def test_a_job_is_not_protected(load):
    with pytest.raises(InvalidSpec) as caught:
        load((SPEC % "").replace("{command: x", "{protect: true, command: x"))
    assert "unknown-field" in [one.code for one in caught.value.diagnostics]
