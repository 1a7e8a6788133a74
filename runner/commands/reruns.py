"""Which ended jobs are submitted again: `--rerun` of `plan` and `apply`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import click

from runner.diagnostics import UsageError
from runner.identity import Identity
from runner.plan import Action, Plan, Rerun
from runner.project import Project, ResourceId

_ATTEMPT = re.compile(r"-r[0-9]+$")


def rerun_option(command: Callable[..., None]) -> Callable[..., None]:
    """`--rerun`, which may be repeated."""
    text = "Submit jobs again that ended; may be repeated."
    return click.option("--rerun", multiple=True, metavar="failed|canceled|JOB", help=text)(command)


def wanted_reruns(project: Project, identities: Mapping[ResourceId, Identity], wanted: tuple[str, ...]) -> Rerun:
    """What `failed`, `canceled`, keys, and names of jobs or of their attempts mean.

    Raises:
        UsageError: the spec has no such job.
    """
    jobs = [resource for resource in project.resources if resource.kind.section == "jobs"]
    keys: set[str] = set()
    for name in sorted({*wanted} - {"failed", "canceled"}):
        base = _ATTEMPT.sub("", name)
        meant = {r.key for r in jobs if name in (r.key, r.family) or identities[r.id].name in (name, base)}
        if not meant:
            known = ", ".join(dict.fromkeys(resource.family for resource in jobs))
            hint = f"write failed, canceled, or one of {known}; a job of an earlier spec cannot run again"
            raise UsageError(f"--rerun {name}: the spec has no such job", hint)
        keys |= meant
    return Rerun(failed="failed" in wanted, canceled="canceled" in wanted, jobs=frozenset(keys))


def check_reruns(plan: Plan, rerun: Rerun) -> None:
    """A job that was named and cannot be submitted again would be a wish that is ignored.

    Raises:
        UsageError: there is one.
    """
    for step in plan.steps:
        if step.id.section != "jobs" or step.id.key not in rerun.jobs or step.action is not Action.UNCHANGED:
            continue
        hint = f"runner cancel {step.name} ends it first"
        raise UsageError(f"--rerun {step.id.key}: {step.name} is {step.status}", hint)
