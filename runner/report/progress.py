"""What an apply shows while it goes on: a live table on a terminal, plain lines elsewhere, a single job's own log."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from runner.apply import Progress
from runner.diagnostics import RunnerError
from runner.observed import ObservedJob, Status
from runner.plan import Action, Step
from runner.project import ResourceId
from runner.report.jobs import elapsed, metrics_text, status_text
from runner.report.printable import printable

if TYPE_CHECKING:
    from rich.live import Live

_DONE = {
    Action.CREATE: "created",
    Action.UPDATE: "updated",
    Action.REPLACE: "replaced",
    Action.RESTORE: "restored",
    Action.ARCHIVE: "archived",
    Action.DELETE: "deleted",
    Action.SUBMIT: "submitted",
    Action.RERUN: "submitted again",
}

ReadLog = Callable[[str, int], bytes]
"""The log of a job from a byte on."""


class LogReader:
    """Reads a log piece by piece as text that may be shown, keeping characters that are cut in two."""

    def __init__(self, read: ReadLog, name: str) -> None:
        self._read = read
        self._name = name
        self._offset = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def more(self) -> str:
        """What was written since the last call."""
        new = self._read(self._name, self._offset)
        self._offset += len(new)
        text = self._decoder.decode(new)
        return printable(text.replace("\r\n", "\n").replace("\r", "\n"))


class Display(Progress):
    """Shows the progress of an apply on standard error. Closed at the end, whatever happens."""

    def __init__(self, read_log: ReadLog) -> None:
        self._read_log = read_log
        self._seen: dict[str, Status] = {}
        self._logs: dict[str, LogReader] = {}
        self._live: Live | None = None
        self._is_within_line = False

    def done(self, step: Step) -> None:
        """One line for each thing that was done."""
        version = f":{step.version}" if step.version is not None else ""
        _say(f"{_DONE[step.action]} {step.id}  {step.name}{version}")

    def failed(self, step: Step, error: RunnerError) -> None:
        """The failure, and what to do."""
        _say(f"failed: {step.id}: {error.message}" + (f"\n    → {error.hint}" if error.hint else ""))

    def skipped(self, step: Step, because: ResourceId) -> None:
        """What was not done, and why."""
        _say(f"skipped: {step.id}, because {because} failed")

    def jobs(self, jobs: Sequence[ObservedJob]) -> None:
        """The jobs as they are now."""
        if len(jobs) == 1 and self._live is None:
            self._one(jobs[0])
        elif sys.stderr.isatty():
            self._table(jobs)
        else:
            for job in jobs:
                self._line(job)

    def close(self) -> None:
        """Leaves the terminal as it was."""
        if self._live is not None:
            self._live.stop()
            self._live = None
        if self._is_within_line:
            click.echo(err=True)
            self._is_within_line = False

    def _one(self, job: ObservedJob) -> None:
        self._line(job, with_metrics=False)
        reader = self._logs.setdefault(job.name, LogReader(self._read_log, job.name))
        text = reader.more()
        if text:
            click.echo(text, nl=False, err=True)
            self._is_within_line = not text.endswith("\n")

    def _line(self, job: ObservedJob, *, with_metrics: bool = True) -> None:
        if self._seen.get(job.name) is job.status or job.status in (Status.STARTING, Status.FINALIZING):
            return
        self._seen[job.name] = job.status
        if job.status.is_final and job.name in self._logs:
            return  # its log is followed by the result
        metrics = f"  {metrics_text(job)}" if with_metrics and job.metrics else ""
        _say(f"{job.key}: {status_text(job)}{metrics}")

    def _table(self, jobs: Sequence[ObservedJob]) -> None:
        from rich.live import Live  # 50 ms that only a live table should cost
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False)
        for heading in ("job", "status", "elapsed", "metrics"):
            table.add_column(heading)
        now = datetime.now(UTC)
        for job in jobs:
            cells = (job.key, status_text(job), elapsed(job, now), metrics_text(job))
            table.add_row(*(Text(printable(cell)) for cell in cells))
        if self._live is None:
            from rich.console import Console

            self._live = Live(table, console=Console(stderr=True), auto_refresh=False)
            self._live.start()
        self._live.update(table, refresh=True)


def _say(text: str) -> None:
    click.echo(printable(text), err=True)
