"""`runner origin`: where a value comes from."""

from __future__ import annotations

from pathlib import Path

import click

from runner.commands.options import format_option, load_and_warn, read_options, spec_argument, spec_options, write_json
from runner.project.origin import trace
from runner.report.origin_json import origin_document
from runner.report.origin_text import origin_text


@click.command("origin")
@spec_argument
@click.argument("path")
@spec_options
@format_option("json")
def command(
    spec: Path,
    path: str,
    target: str | None,
    variables: dict[str, str],
    var_files: tuple[Path, ...],
    allow_env: tuple[str, ...],
    output_format: str,
) -> None:
    """Show where the value at PATH comes from: its final form, and each place that contributed, in order.

    PATH is written as in messages: jobs.train.compute, jobs.train-2.inputs.data.path, variables.epochs,
    targets.dev.workspace; in a file of one resource just compute.
    """
    project = load_and_warn(spec, read_options(target, variables, var_files, allow_env))
    traced = trace(project, path)
    if output_format == "json":
        write_json(origin_document(traced))
    else:
        click.echo(origin_text(traced), nl=False)
