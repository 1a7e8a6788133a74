"""`runner validate`: every problem of every file in one run; nothing is sent or started."""

from __future__ import annotations

import os
from pathlib import Path

import click

from runner.commands.options import FILE, format_option, read_options, spec_options
from runner.commands.policies import held_policies, policy_option
from runner.diagnostics import Diagnostic, InvalidSpec, PolicyViolated, Severity, UsageError
from runner.project import Options, check_project
from runner.project.files import shown
from runner.report.checked import Checked
from runner.report.formats import FORMATS, write_checked


@click.command("validate")
@click.argument("specs", nargs=-1, required=True, type=FILE, metavar="SPEC...")
@spec_options
@policy_option
@format_option(*(name for name in FORMATS if name != "text"))
def command(
    specs: tuple[Path, ...],
    target: str | None,
    variables: dict[str, str],
    var_files: tuple[Path, ...],
    allow_env: tuple[str, ...],
    policy_files: tuple[Path, ...],
    output_format: str,
) -> None:
    """Check specs: every problem of all files, each at its line."""
    options = read_options(target, variables, var_files, allow_env)
    checked = [
        _check(spec, options, policy_files, is_only=len(specs) == 1 and output_format == "text") for spec in specs
    ]
    written = write_checked(output_format, checked, Path.cwd())
    click.echo(written.out, nl=False)
    click.echo(written.err, nl=False, err=True)
    errors = (found for one in checked for found in one.diagnostics if found.severity is Severity.ERROR)
    codes = {found.code for found in errors}
    if codes:
        raise click.exceptions.Exit(
            _EXITS.get(min(codes), InvalidSpec.exit_code) if len(codes) == 1 else InvalidSpec.exit_code
        )


_EXITS = {"unusable-option": UsageError.exit_code, "policy-violation": PolicyViolated.exit_code}
"""Exit codes where nothing else is wrong."""


def _check(spec: Path, options: Options, policy_files: tuple[Path, ...], *, is_only: bool) -> Checked:
    name, path = shown(spec), Path(os.path.abspath(spec))
    try:
        project = check_project(spec, options)
    except InvalidSpec as error:
        return Checked(name, path, error.diagnostics)
    except UsageError as error:
        if is_only:
            raise
        # One of several files that does not know the target or a variable must not hide what the others have, and who
        # asked for a document gets one.
        return Checked(name, path, (Diagnostic("unusable-option", f"{name}: {error.message}", hint=error.hint),))
    try:
        held_policies(project, policy_files)
    except InvalidSpec as error:
        return Checked(name, path, (*project.warnings, *error.diagnostics))
    count = len(project.resources)
    summary = f"valid, {count} resource{'s' if count != 1 else ''} on {project.target.name}"
    others = [name for name in project.targets if name != project.target.name] if options.target is None else []
    if others:
        summary = f"{summary}; valid on {', '.join(others)} as well"
    return Checked(name, path, project.warnings, summary)
