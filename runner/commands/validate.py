"""`runner validate`: every problem of every file in one run; nothing is sent or started."""

from __future__ import annotations

from pathlib import Path

import click

from runner.commands.options import FILE, format_option, read_options, spec_options, write_json
from runner.diagnostics import Diagnostic, InvalidSpec, UsageError, has_errors
from runner.project import load_project
from runner.report.diagnostics import diagnostics_document, diagnostics_text
from runner.report.printable import one_line


@click.command("validate")
@click.argument("specs", nargs=-1, required=True, type=FILE, metavar="SPEC...")
@spec_options
@format_option("json")
def command(
    specs: tuple[Path, ...],
    target: str | None,
    variables: dict[str, str],
    var_files: tuple[Path, ...],
    allow_env: tuple[str, ...],
    output_format: str,
) -> None:
    """Check specs: every problem of all files, each at its line."""
    options = read_options(target, variables, var_files, allow_env)
    found: list[Diagnostic] = []
    valid = []
    for spec in specs:
        try:
            project = load_project(spec, options)
        except InvalidSpec as error:
            found += error.diagnostics
        except UsageError as error:
            if len(specs) == 1:
                raise
            # One of several files that does not know the target or a variable must not hide what the others have.
            found.append(Diagnostic("unusable-option", f"{spec}: {error.message}", hint=error.hint))
        else:
            found += project.warnings
            count = len(project.resources)
            valid.append(f"{spec}: valid, {count} resource{'s' if count != 1 else ''} on {project.target.name}")
    if output_format == "json":
        write_json(diagnostics_document(found))
    else:
        for line in valid:
            click.echo(one_line(line))
        if found:
            click.echo(diagnostics_text(found), err=True)
    if has_errors(found):
        raise click.exceptions.Exit(InvalidSpec.exit_code)
