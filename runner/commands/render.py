"""`runner render`: the manifests of a spec, as files or on standard output."""

from __future__ import annotations

from pathlib import Path

import click

from runner.commands.options import FILE, load_and_warn, read_options, spec_argument, spec_options
from runner.diagnostics import ActionFailed
from runner.render import render_files, render_text


@click.command("render")
@spec_argument
@spec_options
@click.option("-o", "--output", type=FILE, metavar="DIR", help="Write DIR/<kind>/<name>.yml.")
def command(
    spec: Path,
    target: str | None,
    variables: dict[str, str],
    var_files: tuple[Path, ...],
    allow_env: tuple[str, ...],
    output: Path | None,
) -> None:
    """Write the Azure ML CLI v2 manifests of a spec: one file for each resource, or all to standard output."""
    project = load_and_warn(spec, read_options(target, variables, var_files, allow_env))
    if output is None:
        click.echo(render_text(project), nl=False)
        return
    for path, text in render_files(project, output).items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        except OSError as error:
            raise ActionFailed(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from None
        click.echo(path)
