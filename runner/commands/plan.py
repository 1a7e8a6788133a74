"""`runner plan`: what an apply would do."""

from __future__ import annotations

from pathlib import Path

import click

from runner.backends.registry import BACKENDS, open_backend
from runner.commands.approved import write_approval
from runner.commands.options import (
    format_option,
    load_and_warn,
    load_complete,
    read_options,
    spec_argument,
    spec_options,
)
from runner.commands.policies import held_policies, notes_of, policy_option
from runner.commands.reruns import check_reruns, rerun_option, wanted_reruns
from runner.diagnostics import InvalidSpec, UsageError
from runner.identity import identify
from runner.plan import make_plan
from runner.report.plan_formats import PLAN_FORMATS, written_plan


@click.command("plan")
@spec_argument
@spec_options
@policy_option
@rerun_option
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), metavar="FILE", help="Also write a file that `apply` takes."
)
@click.option("--prune", is_flag=True, help="Also delete or archive what the project made and the spec no longer has.")
@click.option("--offline", is_flag=True, help="Do not ask the target; everything counts as new.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 where there is something to do.")
@format_option(*(name for name in PLAN_FORMATS if name != "text"))
def command(
    spec: Path,
    target: str | None,
    variables: dict[str, str],
    var_files: tuple[Path, ...],
    allow_env: tuple[str, ...],
    output_format: str,
    policy_files: tuple[Path, ...],
    rerun: tuple[str, ...],
    out: Path | None,
    *,
    offline: bool,
    prune: bool,
    detailed_exitcode: bool,
) -> None:
    """Show what an apply would do: one line for each resource, and what changed."""
    if offline and (out is not None or rerun or prune):
        raise UsageError("an offline plan knows nothing of the target", "leave out --offline")
    options = read_options(target, variables, var_files, allow_env)
    project = load_and_warn(spec, options) if offline else load_complete(spec, options)
    policies = held_policies(project, policy_files)
    identities = identify(project)
    if offline and project.target.backend not in BACKENDS:
        plan = make_plan(project, identities, observed=None, notes=notes_of(project, None, policies))
    else:
        backend = open_backend(project.root, project.target)
        observed = None if offline else backend.observe(project)
        wanted = wanted_reruns(project, identities, rerun)
        refusals, notes = backend.refusals(project), notes_of(project, backend, policies)
        plan = make_plan(project, identities, observed, refusals, wanted, notes, prune=prune)
        check_reruns(plan, wanted)
    click.echo(written_plan(output_format, plan), nl=False)
    if out is not None and not plan.refused:
        write_approval(out, plan, spec, project, identities, options, policies)
        click.echo(f"written to {out}: runner apply {out} does this and nothing else", err=True)
    if plan.refused:
        raise click.exceptions.Exit(InvalidSpec.exit_code)
    if detailed_exitcode and plan.has_changes:
        raise click.exceptions.Exit(2)
