"""`runner schema`: JSON Schema of specs, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from runner.commands.options import FILE
from runner.diagnostics import ActionFailed, UsageError, closest
from runner.schema import PROJECT, schema, schema_names


@click.command("schema")
@click.argument("kind", required=False)
@click.option("-o", "--output", type=FILE, metavar="DIR", help="Write DIR/<kind>.schema.json of every kind.")
def command(kind: str | None, output: Path | None) -> None:
    """Print the JSON Schema of project files, or of a plain file of KIND (amlcompute, command_job, …)."""
    names = schema_names()
    if kind is not None and kind not in names:
        meant = closest(kind, names)
        hint = f"did you mean `{meant}`?" if meant else f"there are {', '.join(names)}"
        raise UsageError(f"there is no kind `{kind}`", hint)
    if output is None:
        click.echo(_text(kind or PROJECT), nl=False)
        return
    for name in names if kind is None else [kind]:
        path = output / f"{name}.schema.json"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_text(name), "utf-8")
        except OSError as error:
            raise ActionFailed(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from None
        click.echo(path)


def _text(name: str) -> str:
    return json.dumps(schema(name), indent=1, ensure_ascii=False) + "\n"
