"""`runner jobs`: the jobs of this machine."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from runner.commands.local_jobs import open_local
from runner.commands.options import format_option, write_json
from runner.report.jobs import jobs_document, jobs_text


@click.command("jobs")
@format_option("json")
def command(output_format: str) -> None:
    """List the jobs of this machine, oldest first."""
    jobs = open_local().status()
    if output_format == "json":
        write_json(jobs_document(jobs))
    elif jobs:
        click.echo(jobs_text(jobs, datetime.now(UTC)), nl=False)
    else:
        click.echo("no jobs yet; `runner apply SPEC` submits them", err=True)
