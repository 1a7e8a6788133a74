"""`runner apply`: makes a plan and does it, then follows the jobs to their end."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from runner.apply import Applier, Outcome
from runner.backend import Backend
from runner.backends.registry import open_backend
from runner.commands.options import format_option, load_complete, read_options, spec_argument, spec_options, write_json
from runner.diagnostics import ActionFailed, InvalidSpec, UsageError
from runner.identity import Identity, identify
from runner.observed import Status
from runner.plan import Action, Plan, Rerun, make_plan, plan_document
from runner.project import Project, ResourceId
from runner.project.names import read_git
from runner.report.jobs import job_document, jobs_text
from runner.report.plan_text import plan_text
from runner.report.progress import Display

INTERRUPTED = 130
_ATTEMPT = re.compile(r"-r[0-9]+$")
_NAMED = 3
"""Jobs that are named one by one when the display ends before they do."""


@click.command("apply")
@spec_argument
@spec_options
@click.option("--detach", is_flag=True, help="Leave the jobs running instead of following them.")
@click.option(
    "--rerun", multiple=True, metavar="failed|canceled|JOB", help="Submit jobs again that ended; may be repeated."
)
@click.option("--yes", is_flag=True, help="Do not ask before something is replaced.")
@format_option("json")
def command(
    spec: Path,
    target: str | None,
    variables: dict[str, str],
    var_files: tuple[Path, ...],
    allow_env: tuple[str, ...],
    output_format: str,
    rerun: tuple[str, ...],
    *,
    detach: bool,
    yes: bool,
) -> None:
    """Make it so: create and update resources, submit new jobs, and follow them to their end."""
    project = load_complete(spec, read_options(target, variables, var_files, allow_env))
    backend = open_backend(project.root, project.target)
    display = Display(backend.logs)
    applier: Applier | None = None
    try:
        with backend.exclusive(lambda: click.echo("waiting for another apply to finish its changes …", err=True)):
            identities = identify(project)
            observed = backend.observe(project)
            wanted = _rerun(project, identities, rerun)
            plan = make_plan(project, identities, observed, backend.refusals(project), wanted, backend.notes)
            _check_rerun(plan, wanted)
            click.echo(plan_text(plan), err=True)
            if plan.refused and output_format == "json":
                write_json(_document(plan, Outcome()))
            _refuse_or_ask(plan, yes=yes)
            commit = read_git(project.root).get("commit", "")
            applier = Applier(project, identities, plan, backend, commit, display)
            applier.start()
        if not detach:
            applier.follow()
    except KeyboardInterrupt:
        display.close()
        click.echo(_how_to_go_on(spec, applier.outcome().left if applier is not None else ()), err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    finally:
        display.close()
    outcome = applier.outcome()
    if output_format == "json":
        write_json(_document(plan, outcome))
    else:
        _show(spec, plan, outcome, backend, detached=detach)
    if not outcome.succeeded:
        raise click.exceptions.Exit(ActionFailed.exit_code)


def _rerun(project: Project, identities: Mapping[ResourceId, Identity], wanted: tuple[str, ...]) -> Rerun:
    """Which ended jobs to submit again, from `failed`, `canceled`, keys, and names of jobs or of their attempts."""
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


def _check_rerun(plan: Plan, rerun: Rerun) -> None:
    """A job that was named and cannot be submitted again would be a wish that is ignored."""
    for step in plan.steps:
        if step.id.section != "jobs" or step.id.key not in rerun.jobs or step.action is not Action.UNCHANGED:
            continue
        hint = f"runner cancel {step.name} ends it first"
        raise UsageError(f"--rerun {step.id.key}: {step.name} is {step.status}", hint)


def _refuse_or_ask(plan: Plan, *, yes: bool) -> None:
    if plan.refused:
        click.echo("nothing was done: the steps marked with ! cannot be done on this target", err=True)
        raise click.exceptions.Exit(InvalidSpec.exit_code)
    replaced = [step for step in plan.steps if step.action is Action.REPLACE]
    if not replaced or yes:
        return
    names = ", ".join(str(step.id) for step in replaced)
    if not sys.stdin.isatty():
        raise UsageError(f"{names} would be deleted and made again", "give --yes if that is meant")
    if not click.confirm(f"{names} will be deleted and made again. Go on?", err=True):
        raise ActionFailed("nothing was done")


def _how_to_go_on(spec: Path, left: tuple[str, ...]) -> str:
    if not left:
        return "\ninterrupted; no job was left running"
    lines = [f"\nstopped watching; {', '.join(left)} {'goes' if len(left) == 1 else 'go'} on."]
    lines.append(f"    runner apply {spec}   watch again, and submit what waits")
    for name in left[:_NAMED]:
        lines += [f"    runner logs -f {name}", f"    runner cancel {name}"]
    return "\n".join(lines)


def _show(spec: Path, plan: Plan, outcome: Outcome, backend: Backend, *, detached: bool) -> None:
    if outcome.jobs:
        click.echo(jobs_text(outcome.jobs, datetime.now(UTC)), nl=False)
    for job in outcome.jobs:
        if job.status is Status.FAILED:
            click.echo(f"{job.name} failed: {job.error}\n    its log: runner logs {job.name}", err=True)
    if not (plan.has_changes or outcome.jobs or outcome.left or outcome.failed_before):
        click.echo("nothing to do: everything is as the spec says")
    for name in outcome.failed_before:
        job = next(iter(backend.status([name])))
        reason = f" ({job.error})" if job.error else ""
        hint = f"runner apply {spec} --rerun {job.key} submits it again; runner logs {job.key} shows its log"
        click.echo(f"not submitted again: {name} is {job.status}{reason}\n    → {hint}", err=True)
    if detached and outcome.left:
        click.echo("left running: " + ", ".join(outcome.left))
        click.echo("    → runner logs -f JOB watches one, runner cancel JOB ends it", err=True)
    if outcome.waiting:
        waiting = ", ".join(str(resource) for resource in outcome.waiting)
        hint = f"runner apply {spec} submits them when those have ended"
        click.echo(f"not submitted yet, because they wait for other jobs: {waiting}\n    → {hint}", err=True)


def _document(plan: Plan, outcome: Outcome) -> dict[str, object]:
    return {
        "plan": plan_document(plan),
        "submitted": list(outcome.submitted),
        "jobs": [job_document(job) for job in outcome.jobs],
        "waiting": [str(resource) for resource in outcome.waiting],
        "skipped": [str(resource) for resource in outcome.skipped],
        "failed_before": list(outcome.failed_before),
        "errors": list(outcome.errors),
    }
