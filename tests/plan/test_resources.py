from __future__ import annotations

from dataclasses import replace

import pytest

from runner.diagnostics import join_path
from runner.identity import identify
from runner.observed import Observed
from runner.plan import Action, make_plan

CHANGED_SIZE = {"size": "STANDARD_DS3_V2"}


def actions(plan):
    return {str(step.id): step.action for step in plan.steps}


def with_resource(observed, kind, **changes):
    """The same target with other attributes of the first resource of a kind."""
    key = next(key for key in observed.resources if key[0] == kind)
    manifest = {**observed.resources[key].manifest, **changes.pop("manifest", {})}
    changed = replace(observed.resources[key], **changes, manifest=manifest)
    return Observed({**observed.resources, key: changed}, observed.jobs)


def step_of(plan, kind):
    return next(step for step in plan.steps if step.kind == kind)


def test_what_is_not_there_is_made(project, plan):
    assert actions(plan(project, Observed())) == {
        "workspace.workspace": Action.CREATE,
        "computes.cluster": Action.CREATE,
        "environments.base": Action.CREATE,
        "environments.fixed": Action.CREATE,
        "jobs.train": Action.SUBMIT,
    }


def test_without_asking_the_target_everything_is_new(project, plan):
    offline = plan(project, None)
    assert offline.is_offline
    assert actions(offline) == actions(plan(project, Observed()))


def test_what_was_applied_is_unchanged(project, plan, applied):
    made = plan(project, applied(project))
    assert set(actions(made).values()) == {Action.UNCHANGED}
    assert not made.has_changes
    assert [step.changes for step in made.steps] == [()] * 5


@pytest.mark.parametrize("kind", ["workspace", "amlcompute", "environment"])
def test_a_resource_of_another_project_is_refused(project, plan, applied, kind):
    step = step_of(plan(project, with_resource(applied(project), kind, project="theirs")), kind)
    assert (step.action, step.reason) == (
        Action.REFUSE,
        "it belongs to the project `theirs`; choose another name",
    )


def test_a_resource_that_nobody_stamped_is_taken_over(project, plan, applied):
    by_hand = {"project": "", "key": "", "digest": ""}
    same = with_resource(applied(project), "amlcompute", **by_hand)
    other = with_resource(applied(project), "amlcompute", **by_hand, manifest={"max_instances": 4})
    assert step_of(plan(project, same), "amlcompute").action is Action.UNCHANGED
    assert step_of(plan(project, other), "amlcompute").action is Action.UPDATE


@pytest.mark.parametrize(
    ("kind", "there"),
    [
        ("amlcompute", {"size": "Standard_d2_v2"}),
        ("workspace", {"location": "West US 2"}),
        ("amlcompute", {"idle_time_before_scale_down": 900.0}),
        ("amlcompute", {"min_instances": 0, "provisioning_state": "Succeeded"}),
        ("amlcompute", {"$schema": "https://example.com/amlCompute.schema.json"}),
        ("workspace", {"tags": {"runner.project": "cnn"}, "display_name": "made by the portal"}),
    ],
    ids=["size", "location", "type of number", "more fields", "schema", "undeclared fields"],
)
def test_another_spelling_and_what_the_spec_does_not_say_are_no_change(project, plan, applied, kind, there):
    assert (
        step_of(plan(project, with_resource(applied(project), kind, manifest=there)), kind).action is Action.UNCHANGED
    )


def test_a_field_that_the_spec_sets_to_nothing_is_no_change_where_there_is_none(load, plan, applied):
    project = load(
        "project: cnn\nvariables: {d: null}\n"
        "computes: {cluster: {type: amlcompute, size: STANDARD_D2_V2, description: '{{ var.d }}'}}"
    )
    observed = applied(project)
    ((key, there),) = observed.resources.items()
    manifest = {name: value for name, value in there.manifest.items() if name != "description"}
    observed = Observed({key: replace(there, manifest=manifest)})
    assert actions(plan(project, observed)) == {"computes.cluster": Action.UNCHANGED}


def test_a_password_that_the_target_hides_is_no_change(load, plan, applied):
    spec = (
        "project: cnn\nvariables: {password: {secret: true}}\ncomputes: {cluster: {type: amlcompute, size: STANDARD_D2_V2,"
        " ssh_settings: {admin_username: me, admin_password: '{{ var.password }}'}}}"
    )
    project = load(spec, password="hidden")
    for shown in ({"admin_username": "me"}, {"admin_username": "me", "admin_password": None}):
        observed = with_resource(applied(project), "amlcompute", manifest={"ssh_settings": shown})
        assert actions(plan(project, observed)) == {"computes.cluster": Action.UNCHANGED}
    observed = with_resource(applied(project), "amlcompute", manifest={"ssh_settings": {"admin_username": "you"}})
    (step,) = plan(project, observed).steps
    assert (step.action, [join_path(change.path) for change in step.changes]) == (
        Action.REPLACE,
        ["ssh_settings.admin_username"],
    )


@pytest.mark.parametrize(
    ("kind", "there", "action", "reason", "changes"),
    [
        ("amlcompute", {"max_instances": 4}, Action.UPDATE, "", [("max_instances", 4, 2, "spec.yml:5:68")]),
        ("amlcompute", {"max_instances": None}, Action.UPDATE, "", [("max_instances", None, 2, "spec.yml:5:68")]),
        (
            "amlcompute",
            CHANGED_SIZE,
            Action.REPLACE,
            "`size` of a compute cluster cannot change in place",
            [("size", "STANDARD_DS3_V2", "STANDARD_D2_V2", "spec.yml:5:37")],
        ),
        (
            "amlcompute",
            {**CHANGED_SIZE, "max_instances": 4},
            Action.REPLACE,
            "`size` of a compute cluster cannot change in place",
            [("size", "STANDARD_DS3_V2", "STANDARD_D2_V2", "spec.yml:5:37"), ("max_instances", 4, 2, "spec.yml:5:68")],
        ),
        (
            "workspace",
            {"location": "eastus"},
            Action.REFUSE,
            "`location` of a workspace cannot change once it is there",
            [("location", "eastus", "westus2", "spec.yml:3:39")],
        ),
    ],
)
def test_a_field_that_differs_is_named_with_both_values_and_its_line(
    project, plan, applied, kind, there, action, reason, changes
):
    step = step_of(plan(project, with_resource(applied(project), kind, manifest=there, digest="0" * 64)), kind)
    found = [
        (join_path(c.path), c.old, c.new, str(c.written or "").removeprefix(f"{project.root}/")) for c in step.changes
    ]
    assert (step.action, step.reason, found) == (action, reason, changes)


def test_a_change_within_a_field_is_named_by_its_whole_path(load, plan, applied):
    spec = "project: cnn\nworkspace: {name: mldemows, location: westus2, tags: {team: a, old: x}}"
    before = applied(load(spec))
    (step,) = plan(load(spec.replace("team: a, old: x", "team: b, new: y")), before).steps
    assert step.action is Action.UPDATE
    assert [(join_path(change.path), change.old, change.new) for change in step.changes] == [
        ("tags.team", "a", "b"),
        ("tags.old", "x", None),
        ("tags.new", None, "y"),
    ]


def test_another_content_under_an_explicit_version_is_refused(load, project, plan, applied):
    before = applied(project)
    changed = load("project: cnn\nenvironments: {fixed: {image: other, version: 3}}")
    (step,) = plan(changed, before).steps
    assert (step.action, step.reason) == (
        Action.REFUSE,
        "version 3 is there with another content; bump the version",
    )


def test_another_content_without_a_version_is_a_new_version(load, project, plan, applied):
    before = applied(project)
    (step,) = plan(load("project: cnn\nenvironments: {base: {image: other}}"), before).steps
    assert step.action is Action.CREATE
    assert (step.kind, step.name, step.version) not in before.resources


def test_an_archived_version_is_restored(project, plan, applied):
    step = step_of(plan(project, with_resource(applied(project), "environment", is_archived=True)), "environment")
    assert (step.action, step.reason) == (Action.RESTORE, "it is archived")


def test_what_somebody_changed_behind_the_spec_is_told_as_such(project, applied):
    observed = applied(project)
    key = next(key for key in observed.resources if key[0] == "amlcompute")
    there = observed.resources[key]
    drifted = replace(there, manifest={**there.manifest, "max_instances": 9})
    plan = make_plan(project, identify(project), Observed({**observed.resources, key: drifted}, observed.jobs))
    (step,) = [step for step in plan.steps if step.action is Action.UPDATE]
    assert step.reason == "it was changed on the target since it was applied, and the spec was not"
    assert [(change.path, change.old, change.new) for change in step.changes] == [(("max_instances",), 9, 2)]
    edited = replace(drifted, digest="0" * 64)
    plan = make_plan(project, identify(project), Observed({**observed.resources, key: edited}, observed.jobs))
    assert [step.reason for step in plan.steps if step.action is Action.UPDATE] == [""]
