"""`runner cancel`: ends a job."""

from __future__ import annotations

import time

import click

from runner.commands.local_jobs import find_job, open_local

_WAIT_SECONDS = 30
_LOOK_SECONDS = 0.25


@click.command("cancel")
@click.argument("job")
def command(job: str) -> None:
    """End a job: it is asked to end (SIGTERM), and ended ten seconds later where it did not."""
    backend = open_local()
    found = find_job(backend, job)
    if found.status.is_final:
        click.echo(f"{found.name} has ended already: {found.status}")
        return
    backend.cancel(found.name)
    give_up = time.monotonic() + _WAIT_SECONDS
    while not found.status.is_final and time.monotonic() < give_up:
        time.sleep(_LOOK_SECONDS)
        found = backend.status([found.name])[0]
    click.echo(f"{found.name} is {found.status}")
