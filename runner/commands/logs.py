"""`runner logs`: a job's log, as far as it is or as it comes."""

from __future__ import annotations

import sys
import time

import click

from runner.commands.local_jobs import find_job, open_local
from runner.report.progress import LogReader

_LOOK_SECONDS = 0.5


@click.command("logs")
@click.argument("job")
@click.option("-f", "--follow", is_flag=True, help="Go on until the job has ended.")
def command(job: str, *, follow: bool) -> None:
    """Print a job's log; with -f, go on until it has ended."""
    backend = open_local()
    found = find_job(backend, job)
    if not sys.stdout.isatty() and not follow:
        offset = 0
        while piece := backend.logs(found.name, offset):
            sys.stdout.buffer.write(piece)
            offset += len(piece)
        return
    reader = LogReader(backend.logs, found.name)
    while True:
        # Asked before the log is read, so that what is written between the two is not missed.
        has_ended = backend.status([found.name])[0].status.is_final
        while text := reader.more():
            click.echo(text, nl=False)
        if has_ended or not follow:
            return
        time.sleep(_LOOK_SECONDS)
