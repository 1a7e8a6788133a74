"""`runner models`: the registered models of this machine."""

from __future__ import annotations

from dataclasses import asdict

import click

from runner.backends.local.metrics import model_versions
from runner.commands.local_jobs import open_local
from runner.commands.options import format_option, write_json
from runner.report.jobs import local_time, table
from runner.report.printable import printable

_METRIC_TAG = "runner.metric."


@click.command("models")
@format_option("json")
def command(output_format: str) -> None:
    """List the registered models of this machine: versions, the metric each was chosen by, and the job it came from."""
    found = model_versions(open_local().layout)
    if output_format == "json":
        write_json({"models": [asdict(version) for version in found]})
        return
    if not found:
        click.echo("no models yet; a job registers one with MLflow", err=True)
        return
    rows = [["MODEL", "VERSION", "ALIASES", "METRIC", "CREATED", "JOB"]]
    for version in found:
        metrics = [f"{k.removeprefix(_METRIC_TAG)} {v}" for k, v in version.tags.items() if k.startswith(_METRIC_TAG)]
        aliases = ", ".join(version.aliases)
        created = local_time(version.created)
        rows.append([version.name, str(version.version), aliases, "  ".join(metrics), created, version.job])
    click.echo(table([[printable(cell) for cell in row] for row in rows]), nl=False)
