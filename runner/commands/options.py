"""Arguments that several commands share."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from runner.diagnostics import InvalidSpec, Severity
from runner.project import Options, Project, find_root, load_project
from runner.report.diagnostics import diagnostics_text
from runner.report.printable import json_text

_NAME = re.compile(r"[A-Za-z_]\w*")

FILE = click.Path(readable=False, path_type=Path)
"""A path on the command line. Whether it is there and can be read is found, and told, by whoever reads it."""


def _variables(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not _NAME.fullmatch(name):
            raise click.BadParameter("write name=value")
        found[name] = text
    return found


def spec_argument(command: Callable[..., None]) -> Callable[..., None]:
    """SPEC, the file to work on."""
    return click.argument("spec", type=FILE)(command)


def spec_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say how a spec is to be read; `read_options` makes a value of them."""
    for option in (
        click.option(
            "--allow-env", multiple=True, metavar="NAME", help="An environment variable that {{ env }} may use."
        ),
        click.option(
            "--var-file",
            "var_files",
            multiple=True,
            type=FILE,
            metavar="FILE",
            help="A YAML file of variables.",
        ),
        click.option(
            "--var", "variables", multiple=True, callback=_variables, metavar="NAME=VALUE", help="A variable."
        ),
        click.option("--target", metavar="NAME", help="The target, instead of the default one."),
    ):
        command = option(command)
    return command


def format_option(*formats: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """`--format`, text by default."""
    return click.option(
        "--format", "output_format", type=click.Choice(["text", *formats]), default="text", help="How to write it."
    )


def read_options(
    target: str | None, variables: dict[str, str], var_files: tuple[Path, ...], allow_env: tuple[str, ...]
) -> Options:
    """The options of a spec as one value."""
    return Options(target, variables, var_files, allow_env, os.environ)


def load_and_warn(spec: Path, options: Options) -> Project:
    """The project of a spec; its warnings go to standard error.

    Raises:
        InvalidSpec, UsageError: as `load_project` does.
    """
    project = load_project(spec, options)
    show_warnings(project)
    return project


def show_warnings(project: Project) -> None:
    """The warnings about a spec, on standard error."""
    if project.warnings:
        click.echo(diagnostics_text(project.warnings), err=True)


def load_complete(spec: Path, options: Options) -> Project:
    """The project of a spec that is to be applied: nothing in it is still to be filled in.

    Raises:
        InvalidSpec, UsageError: as `load_project` does, and where a `<NAME>` stands for a value.
    """
    project = load_project(spec, options)
    if any(found.code == "placeholder" for found in project.warnings):
        raise InvalidSpec(
            found._replace(severity=Severity.ERROR) if found.code == "placeholder" else found
            for found in project.warnings
        )
    show_warnings(project)
    return project


def write_json(document: Any) -> None:
    """A document to standard output, as JSON that any program reads."""
    click.echo(json_text(document))


def current_root() -> Path:
    """The root of the project that the current folder is in."""
    return find_root(Path.cwd())
