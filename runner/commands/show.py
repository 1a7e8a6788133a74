"""`runner show`: everything about one job."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from runner.commands.local_jobs import find_job, open_local
from runner.commands.options import format_option, write_json
from runner.report.jobs import elapsed, job_document, local_time
from runner.report.printable import printable


@click.command("show")
@click.argument("job")
@format_option("json")
def command(job: str, output_format: str) -> None:
    """Show one job: status, times, metrics, and where its files are."""
    backend = open_local()
    found = find_job(backend, job)
    folder = backend.outputs(found.name)
    if output_format == "json":
        write_json({**job_document(found), "folder": str(folder)})
        return
    exit_code = "" if found.exit_code is None or found.exit_code < 0 else str(found.exit_code)  # else a signal
    rows = {
        "job": found.name,
        "project": f"{found.project} ({found.key})",
        "status": str(found.status),
        "error": found.error,
        "exit code": exit_code,
        "compute": found.compute,
        "submitted": local_time(found.submitted),
        "started": local_time(found.started),
        "ended": local_time(found.ended),
        "elapsed": elapsed(found, datetime.now(UTC)),
        "experiment": found.experiment,
        "run": found.run_id,
        "digest": found.digest,
        "folder": str(folder),
    }
    for name, value in rows.items():
        if value:
            click.echo(printable(f"{name:<12}{value}"))
    for name, number in found.metrics.items():
        click.echo(printable(f"{'metric':<12}{name} = {number:.6g}"))
