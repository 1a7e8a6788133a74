"""What is taken away: what the project no longer has, or all that it made. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from runner.observed import Observed, ObservedResource
from runner.plan.model import Action, Plan, Step
from runner.project import Project, ResourceId
from runner.resources import ENTRIES, SECTIONS, Lifecycle, kind

_ORDER = {section: number for number, section in enumerate(reversed(tuple(SECTIONS)))}
"""What may use others goes before them."""


def removals(project: Project, observed: Observed) -> tuple[Step, ...]:
    """Steps for what carries the project's stamp and whose key the spec no longer has: never the workspace, nor a job."""
    keys = {resource.id for resource in project.resources}
    return _steps(project, observed, lambda there: _id(there) not in keys and there.kind != "workspace")


def destroy_plan(project: Project, observed: Observed, *, with_workspace: bool) -> Plan:
    """The plan that takes away all that carries the project's stamp; jobs stay as history."""
    steps = _steps(project, observed, lambda there: with_workspace or there.kind != "workspace")
    target = project.target
    return Plan(project.name, target.name, target.backend, steps, project.root)


def protect(project: Project, steps: Iterable[Step], observed: Observed) -> Iterator[Step]:
    """The steps, those refused that would delete what the spec, its last apply or the target protects."""
    by_id = {resource.id: resource for resource in project.resources}
    for step in steps:
        if step.action not in (Action.DELETE, Action.ARCHIVE, Action.REPLACE):
            yield step
            continue
        resource = by_id.get(step.id)
        there = observed.resources.get((step.kind, step.name, step.version))
        reason = ""
        if project.target.is_protected:
            reason = f"the target {project.target.name} is protected: nothing on it is deleted"
        elif resource is not None and resource.is_protected:
            reason = f"it is protected ({resource.own['protect'].span})"
        elif resource is None and there is not None and there.is_protected:
            reason = "it was applied with `protect: true`; apply it once without, then remove it"
        yield replace(step, action=Action.REFUSE, reason=reason) if reason else step


def _steps(project: Project, observed: Observed, is_meant: Callable[[ObservedResource], bool]) -> tuple[Step, ...]:
    found = [there for there in observed.resources.values() if there.project == project.name and is_meant(there)]
    found.sort(key=lambda there: (_ORDER[_id(there).section], there.key, there.version or ""))
    return tuple(step for there in found for step in _step(there, observed))


def _step(there: ObservedResource, observed: Observed) -> Iterator[Step]:
    is_versioned = kind(there.kind).lifecycle is Lifecycle.VERSIONED
    if is_versioned and there.is_archived:
        return
    action = Action.ARCHIVE if is_versioned else Action.DELETE
    step = Step(_id(there), there.kind, there.name, there.version, there.digest, action)
    running = [job for job in observed.jobs.values() if job.compute == there.name and not job.status.is_final]
    if running and step.id.section == "computes":
        reason = f"{running[0].name} is {running[0].status} on it; wait for it, or runner cancel {running[0].name}"
        yield replace(step, action=Action.REFUSE, reason=reason)
    else:
        yield step


def _id(there: ObservedResource) -> ResourceId:
    return ResourceId(ENTRIES[there.kind].section, there.key)
