"""`runner apply`: makes a plan and does it, then follows the jobs to their end."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from runner.apply import Applier, Outcome
from runner.backend import Backend
from runner.backends.registry import open_backend
from runner.commands.approved import Approved, load_approved, still_to_do
from runner.commands.confirm import refuse_or_ask
from runner.commands.options import format_option, load_complete, read_options, spec_argument, spec_options, write_json
from runner.commands.policies import held_policies, notes_of, policy_option
from runner.commands.reruns import check_reruns, rerun_option, wanted_reruns
from runner.diagnostics import ActionFailed, UsageError
from runner.identity import identify
from runner.observed import Status
from runner.plan import Plan, make_plan, plan_document
from runner.plan.file import is_plan_file
from runner.project.names import read_git
from runner.report.jobs import job_document, jobs_text
from runner.report.plan_text import plan_text
from runner.report.progress import Display

INTERRUPTED = 130
_NAMED = 3
"""Jobs that are named one by one when the display ends before they do."""


@click.command("apply")
@spec_argument
@spec_options
@click.option("--detach", is_flag=True, help="Leave the jobs running instead of following them.")
@policy_option
@rerun_option
@click.option("--prune", is_flag=True, help="Also delete or archive what the project made and the spec no longer has.")
@click.option("--yes", is_flag=True, help="Do not ask before something is deleted, archived or replaced.")
@format_option("json")
def command(
    spec: Path,
    target: str | None,
    variables: dict[str, str],
    var_files: tuple[Path, ...],
    allow_env: tuple[str, ...],
    output_format: str,
    policy_files: tuple[Path, ...],
    rerun: tuple[str, ...],
    *,
    detach: bool,
    prune: bool,
    yes: bool,
) -> None:
    """Make it so: create and update resources, submit new jobs, and follow them to their end.

    SPEC may be a plan that `runner plan -o` wrote: then that is done and nothing else, or nothing where it is not what
    would be done now (exit 5).
    """
    approved = _approved(
        spec, variables, var_files, policy_files, has_other_options=bool(target or allow_env or rerun or prune)
    )
    if approved is None:
        project = load_complete(spec, read_options(target, variables, var_files, allow_env))
        policies = held_policies(project, policy_files)
    else:
        project = approved.project
    backend = open_backend(project.root, project.target)
    display = Display(backend.logs)
    applier: Applier | None = None
    try:
        with backend.exclusive(lambda: click.echo("waiting for another apply to finish its changes …", err=True)):
            identities = identify(project) if approved is None else approved.identities
            observed = backend.observe(project)
            if approved is None:
                wanted = wanted_reruns(project, identities, rerun)
                refusals, notes = backend.refusals(project), notes_of(project, backend, policies)
                plan = make_plan(project, identities, observed, refusals, wanted, notes, prune=prune)
                check_reruns(plan, wanted)
            else:
                plan = still_to_do(approved, backend, observed)
            click.echo(plan_text(plan), err=True)
            if plan.refused and output_format == "json":
                write_json(_document(plan, Outcome()))
            refuse_or_ask(plan, yes=yes)
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
    if approved is not None and not (outcome.errors or outcome.skipped or outcome.waiting):
        backend.record_applied(approved.file.id)
    if output_format == "json":
        write_json(_document(plan, outcome))
    else:
        _show(spec, plan, outcome, backend, detached=detach)
    if not outcome.succeeded:
        raise click.exceptions.Exit(ActionFailed.exit_code)


def _approved(
    path: Path,
    variables: dict[str, str],
    var_files: tuple[Path, ...],
    policy_files: tuple[Path, ...],
    *,
    has_other_options: bool,
) -> Approved | None:
    """The approved plan that a file holds, or None where it is a spec."""
    if not is_plan_file(path):
        return None
    if has_other_options:
        hint = "the plan says on which target, with which environment, which jobs run again and what goes"
        raise UsageError("an approved plan takes no --target, --allow-env, --rerun and --prune", hint)
    return load_approved(path, variables, var_files, policy_files)


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
