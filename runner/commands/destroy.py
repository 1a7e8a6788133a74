"""`runner destroy`: takes away all that the project made on a target."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from runner.apply import Applier
from runner.backends.registry import open_backend
from runner.commands.confirm import refuse_or_ask
from runner.commands.options import load_and_warn, read_options, spec_argument, spec_options
from runner.diagnostics import ActionFailed
from runner.plan import destroy_plan
from runner.plan.removal import protect
from runner.report.plan_text import plan_text
from runner.report.progress import Display


@click.command("destroy")
@spec_argument
@spec_options
@click.option("--include-workspace", is_flag=True, help="Delete the workspace as well, with all that is in it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(
    spec: Path,
    target: str | None,
    variables: dict[str, str],
    var_files: tuple[Path, ...],
    allow_env: tuple[str, ...],
    *,
    include_workspace: bool,
    yes: bool,
) -> None:
    """Delete or archive all that the project made on a target, whether the spec still has it or not.

    Jobs stay as they are: they are history.
    """
    project = load_and_warn(spec, read_options(target, variables, var_files, allow_env))
    backend = open_backend(project.root, project.target)
    display = Display(backend.logs)
    try:
        with backend.exclusive(lambda: click.echo("waiting for another apply to finish its changes …", err=True)):
            observed = backend.observe(project)
            made = destroy_plan(project, observed, with_workspace=include_workspace)
            plan = replace(made, steps=tuple(protect(project, made.steps, observed)))
            if not plan.steps:
                click.echo("nothing to do: there is nothing of this project on the target")
                return
            click.echo(plan_text(plan), err=True)
            refuse_or_ask(plan, yes=yes)
            applier = Applier(project, {}, plan, backend, "", display)
            applier.start()
    finally:
        display.close()
    if not applier.outcome().succeeded:
        raise click.exceptions.Exit(ActionFailed.exit_code)
