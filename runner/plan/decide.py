"""Decides for each resource what to do, from what the spec says and what is on the target. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from runner.diagnostics import Span, join_path
from runner.document import Path, child
from runner.graph import in_order
from runner.identity import SHORT, Identity
from runner.observed import Observed, ObservedJob, ObservedResource, Status, attempt_name
from runner.plan.model import Action, Change, Plan, Refusal, Step
from runner.plan.removal import protect, removals
from runner.project import Project, Resource, ResourceId
from runner.resources import Lifecycle, matches

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Rerun:
    """Which jobs that have ended are submitted again: all failed or canceled ones, or one by key or name."""

    failed: bool = False
    canceled: bool = False
    jobs: frozenset[str] = frozenset()

    def wants(self, resource: Resource, job: ObservedJob) -> bool:
        """Whether this ended job is to be submitted again."""
        by_status = {Status.FAILED: self.failed, Status.CANCELED: self.canceled}
        return by_status.get(job.status, False) or bool(
            self.jobs & {resource.key, resource.family, job.name, resource.name}
        )


def make_plan(
    project: Project,
    identities: Mapping[ResourceId, Identity],
    observed: Observed | None,
    refusals: Iterable[Refusal] = (),
    rerun: Rerun | None = None,
    notes: Callable[[Resource], tuple[str, ...]] | None = None,
    *,
    prune: bool = False,
) -> Plan:
    """The plan for a project; `observed` is None for an offline one, in which everything is new.

    `notes` says what a reader should know about how the target honours a resource. `prune` also takes away what the
    spec no longer has.
    """
    refused: dict[ResourceId, list[str]] = {}
    for refusal in refusals:
        refused.setdefault(refusal.id, []).append(_reason(refusal))
    latest = _latest_by_key(project, observed) if observed is not None else {}
    current = frozenset(identity.digest for identity in identities.values())
    names = frozenset(identity.name for identity in identities.values())
    steps = []
    for resource in in_order(project.resources):
        identity = identities[resource.id]
        if observed is None:
            step = _new(resource, identity)
        elif resource.kind.lifecycle is Lifecycle.RUN:
            step = _job(project, resource, identity, observed, latest, current, names, rerun or Rerun())
        else:
            step = _resource(project, resource, identity, observed)
        if resource.id in refused:
            step = replace(step, action=Action.REFUSE, reason="\n".join(refused[resource.id]))
        steps.append(replace(step, notes=notes(resource)) if notes is not None else step)
    if observed is not None:
        steps = list(protect(project, [*steps, *(removals(project, observed) if prune else ())], observed))
    return Plan(
        project.name,
        project.target.name,
        project.target.backend,
        tuple(steps),
        project.root,
        is_offline=observed is None,
    )


def _reason(refusal: Refusal) -> str:
    diagnostic = refusal.diagnostic
    where = f"{diagnostic.span}: " if diagnostic.span else ""
    return f"{where}{diagnostic.message}" + (f"; {diagnostic.hint}" if diagnostic.hint else "")


def _new(resource: Resource, identity: Identity) -> Step:
    action = Action.SUBMIT if resource.kind.lifecycle is Lifecycle.RUN else Action.CREATE
    name, written = identity.name, resource.node.written
    return Step(resource.id, resource.kind.name, name, identity.version, identity.digest, action, written=written)


def _resource(project: Project, resource: Resource, identity: Identity, observed: Observed) -> Step:
    there = observed.resources.get((resource.kind.name, identity.name, identity.version))
    step = _new(resource, identity)
    if there is None:
        return step
    if there.project and there.project != project.name:
        reason = f"it belongs to the project `{there.project}`; choose another name"
        return replace(step, action=Action.REFUSE, reason=reason)
    is_versioned = resource.kind.lifecycle is Lifecycle.VERSIONED
    made = _versioned(step, there, identity) if is_versioned else _mutable(step, resource, there)
    if made.action is Action.UNCHANGED and there.is_protected != resource.is_protected:
        how = "is protected from now on" if resource.is_protected else "is not protected any more"
        return replace(made, action=Action.UPDATE, reason=f"it {how}")
    return made


def _versioned(step: Step, there: ObservedResource, identity: Identity) -> Step:
    if there.digest != identity.digest:
        reason = f"version {identity.version} is there with another content; bump the version"
        return replace(step, action=Action.REFUSE, reason=reason)
    if there.is_archived:
        return replace(step, action=Action.RESTORE, reason="it is archived")
    return replace(step, action=Action.UNCHANGED)


def _mutable(step: Step, resource: Resource, there: ObservedResource) -> Step:
    changes = _field_changes(resource, there.manifest)
    if not changes:
        return replace(step, action=Action.UNCHANGED)
    changed = {str(change.path[0]) for change in changes}
    fixed = sorted(changed & resource.kind.fixed)
    if fixed:
        reason = f"`{fixed[0]}` of a {resource.kind.noun} cannot change once it is there"
        return replace(step, action=Action.REFUSE, reason=reason, changes=changes)
    forced = sorted(changed & resource.kind.replace_on)
    if forced:
        reason = f"`{forced[0]}` of a {resource.kind.noun} cannot change in place"
        drifted = f"{reason}\n{_DRIFTED}" if _is_drift(step, resource, there, changed) else reason
        return replace(step, action=Action.REPLACE, reason=drifted, changes=changes)
    reason = _DRIFTED if _is_drift(step, resource, there, changed) else ""
    return replace(step, action=Action.UPDATE, reason=reason, changes=changes)


_DRIFTED = "it was changed on the target since it was applied, and the spec was not"


def _is_drift(step: Step, resource: Resource, there: ObservedResource, changed: set[str]) -> bool:
    """Whether somebody changed a resource behind the spec: what the digest covers is as it was when it was applied."""
    return there.digest == step.digest and bool(changed - resource.kind.identity_excluded)


def _field_changes(resource: Resource, there: Mapping[str, object]) -> tuple[Change, ...]:
    """The declared fields whose value differs from what is there, each compared in its normal form."""
    found: list[Change] = []
    for name, value in resource.manifest.items():
        if name == "$schema":
            continue
        old = there.get(name)
        if resource.kind.normalised(name, old) != resource.kind.normalised(name, value):
            found += _differences((name,), old, value, resource)
    return tuple(found)


def _job(
    project: Project,
    resource: Resource,
    identity: Identity,
    observed: Observed,
    latest: Mapping[str, ObservedJob],
    current: frozenset[str],
    names: frozenset[str],
    rerun: Rerun,
) -> Step:
    step = _new(resource, identity)
    there = observed.latest_attempt(identity.name) or _same_cell(project, resource, identity, observed, names)
    if there is None:
        before = latest.get(resource.key)
        if before is None or before.digest in current:
            return step
        changes = _differences((), before.fields, identity.fields, resource)
        named = tuple(_naming_files(change, before.files, identity.files) for change in changes)
        return replace(step, reason=f"changed since {before.name}", changes=named)
    if there.project != project.name:
        reason = f"a job of this name belongs to the project `{there.project}`; choose another name"
        return replace(step, action=Action.REFUSE, reason=reason)
    if there.digest != identity.digest:
        reason = f"the job {identity.name} ran with another content; choose another name"
        return replace(step, action=Action.REFUSE, reason=reason)
    if there.status.is_final and rerun.wants(resource, there):
        following = there.attempt + 1
        first = there.name.removesuffix(f"-r{there.attempt}") if there.attempt > 1 else there.name
        return replace(
            step,
            name=attempt_name(first, following),
            action=Action.RERUN,
            reason=f"{there.name} is {there.status}",
            status=there.status,
            attempt=following,
        )
    return replace(
        step,
        name=there.name,
        action=Action.UNCHANGED,
        reason=f"{there.name} is {there.status}",
        status=there.status,
        attempt=there.attempt,
    )


def _same_cell(
    project: Project, resource: Resource, identity: Identity, observed: Observed, names: frozenset[str]
) -> ObservedJob | None:
    """A cell of the same matrix with the same content that ran under another number: a value was added before it.

    A job that is there under the name of another cell (`names`) is that cell's, even if their contents are equal.
    """
    if not resource.matrix:
        return None
    name = re.compile(rf"{re.escape(project.name)}-{re.escape(resource.family)}-\d+-{identity.digest[:SHORT]}")
    found = [job.name for job in observed.jobs_of_digest(identity.digest) if name.fullmatch(job.name)]
    first = next((candidate for candidate in found if candidate not in names), None)
    return observed.latest_attempt(first) if first is not None else None


def _latest_by_key(project: Project, observed: Observed) -> dict[str, ObservedJob]:
    """The job of each key of the project that was submitted last."""
    own = [job for job in observed.jobs.values() if job.project == project.name]
    return {job.key: job for job in sorted(own, key=lambda job: job.submitted or "")}


def _differences(path: Path, old: object, new: object, resource: Resource) -> Iterable[Change]:
    if old is None and any(matches(path, wanted) for wanted in resource.kind.credentials):
        return  # a target does not show them
    before, after = _content_digest(old), _content_digest(new)
    if before != after:
        yield Change(path, _content(before, old), _content(after, new), _written(path, resource))
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _differences((*path, key), old.get(key), new.get(key), resource)
    elif _spelled(old) != _spelled(new):
        yield Change(path, old, new, _written(path, resource))


_Files = Mapping[str, Mapping[str, str]]


def _naming_files(change: Change, before: _Files, now: _Files) -> Change:
    """A change of a local folder with the files that differ."""
    old, new = (files.get(join_path(change.path)) for files in (before, now))
    if old is None or new is None:
        return change
    differ = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    how = (
        f"{name} {'was added' if name not in old else 'is gone' if name not in new else 'changed'}" for name in differ
    )
    return replace(change, files=tuple(how))


def _spelled(value: object) -> str:
    """A value as the digest sees it: 1, 1.0 and true are three values, and not-a-number is one."""
    return json.dumps(value, sort_keys=True, default=str)


def _content_digest(value: object) -> str | None:
    digest = value.get("sha256") if isinstance(value, Mapping) and len(value) == 1 else None
    return digest if isinstance(digest, str) and _SHA256.fullmatch(digest) else None


def _content(digest: str | None, value: object) -> object:
    return f"content {digest[:SHORT]}" if digest is not None else value


def _written(path: Path, resource: Resource) -> Span | None:
    node = child(resource.node, path)
    return node.span if node is not None else None
