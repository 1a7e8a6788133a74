"""An approved plan held against the target as it is now: each step is still to be done, or done already, or stale."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from runner.diagnostics import join_path
from runner.observed import Observed
from runner.plan.document import plan_document
from runner.plan.model import Action, Plan, Step

_DONE_BY = frozenset(Action) - {Action.REFUSE}
"""Actions after which a resource is as the spec says."""
_REMOVING = frozenset({Action.DELETE, Action.ARCHIVE})
"""Actions after which there is nothing left to be planned."""
_COMPARED = ("kind", "name", "version", "digest")

_Written = Mapping[str, Any]
"""A step as the plan's document has it."""


def reruns(approved: Mapping[str, Any]) -> frozenset[str]:
    """The keys of the jobs that an approved plan runs again."""
    steps = (step for step in approved["steps"] if step["action"] == Action.RERUN)
    return frozenset(str(step["resource"]).partition(".")[2] for step in steps)


def prunes(approved: Mapping[str, Any]) -> bool:
    """Whether an approved plan takes away what the spec no longer has."""
    return any(step["action"] in _REMOVING for step in approved["steps"])


def approved_steps(approved: Mapping[str, Any], now: Plan, observed: Observed) -> tuple[Plan, tuple[str, ...]]:
    """The plan as it is still to be done, and what makes it stale, in words: where there is something, nothing may be
    done.

    `now` is what would be planned at this moment. A step may be done if it is planned the same way now: then the
    target is as it was before the step. If nothing is left to do for it, the target is as it was to be after it.
    """
    written = {_key(step): step for step in plan_document(now)["steps"]}
    wanted = {_key(step): step for step in approved["steps"]}
    stale: list[str] = []
    steps: list[Step] = []
    for step, (key, current) in zip(now.steps, written.items(), strict=True):
        before = wanted.get(key)
        if before is None:
            stale.append(f"{step.id} was not in the plan")
            continue
        settled = _settled(step, before, current, observed)
        stale += () if settled is not None else _reasons(step, before, current)
        steps.append(settled or step)
    gone = (step for name, step in wanted.items() if name not in written and step["action"] not in _REMOVING)
    stale += [f"{step['resource']} was in the plan and is not in the spec" for step in gone]
    return replace(now, steps=tuple(steps)), tuple(stale)


def _key(step: _Written) -> str:
    """What tells a step apart: of what the spec no longer has there may be several versions of one key."""
    is_removed = step["action"] in _REMOVING
    return f"{step['resource']} {step['name']} {step['version']}" if is_removed else str(step["resource"])


def _settled(step: Step, before: _Written, current: _Written, observed: Observed) -> Step | None:
    """The step as it is to be done now, or None where the target is neither as before nor as after it."""
    action = Action(before["action"])
    there = observed.jobs.get(before["name"]) if action in (Action.SUBMIT, Action.RERUN) else None
    if there is not None and there.digest == before["digest"]:
        done = replace(step, name=there.name, action=Action.UNCHANGED, changes=(), attempt=there.attempt)
        return replace(done, status=there.status, reason=f"{there.name} is {there.status}")
    is_same = all(before[name] == current[name] for name in _COMPARED)
    if step.action is Action.UNCHANGED:
        return step if is_same and action in _DONE_BY else None
    return step if is_same and step.action is action and _changes(before) == _changes(current) else None


def _changes(written: _Written) -> str:
    """What a step changes, without the places in the spec."""
    found = [(change["path"], change["old"], change["new"]) for change in written["changes"]]
    return json.dumps(found, sort_keys=True, default=str)


def _reasons(step: Step, before: _Written, current: _Written) -> Iterator[str]:
    if step.action != before["action"]:
        because = f" ({step.reason.splitlines()[0]})" if step.reason else ""
        yield f"{step.id}: `{before['action']}` was approved, and it would be `{step.action}` now{because}"
        return
    for name in _COMPARED:
        if before[name] != current[name]:
            yield f"{step.id}: its {name} was {before[name]}, and is {current[name]} now"
    planned, there = ({join_path(c["path"]): c["old"] for c in written["changes"]} for written in (before, current))
    for path in sorted(planned.keys() | there.keys()):
        if planned.get(path) != there.get(path):
            yield f"{step.id}: `{path}` was {planned.get(path)} on the target, and is {there.get(path)} now"
