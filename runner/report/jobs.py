"""Jobs and models as tables and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from runner.observed import ObservedJob, Status
from runner.report.printable import columns, one_line

_SHOWN_METRICS = 3
_HEADINGS = ["JOB", "STATUS", "SUBMITTED", "ELAPSED", "METRICS"]


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows in aligned columns, the first row as heading."""
    widths = [max(columns(row[column]) for row in rows) for column in range(len(rows[0]))]
    padded = ([cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return "".join("  ".join(row).rstrip() + "\n" for row in padded)


def jobs_text(jobs: Iterable[ObservedJob], now: datetime) -> str:
    """A table of jobs."""
    rows = [
        [job.name, status_text(job), local_time(job.submitted), elapsed(job, now), metrics_text(job)] for job in jobs
    ]
    return table([_HEADINGS, *([one_line(cell) for cell in row] for row in rows)])


def status_text(job: ObservedJob) -> str:
    """The status, and a word on why where it failed."""
    if job.status is Status.FAILED and job.error:
        reason = job.error.split(":")[0].split(";")[0]
        return f"{job.status} ({reason})"
    return str(job.status)


def metrics_text(job: ObservedJob) -> str:
    """The metrics that matter most: those of the test set first."""
    names = sorted(job.metrics, key=lambda name: (not name.startswith("test"), not name.startswith("val"), name))
    shown = [f"{name} {_number(job.metrics[name])}" for name in names[:_SHOWN_METRICS]]
    return "  ".join(shown)


def elapsed(job: ObservedJob, now: datetime) -> str:
    """How long the job has run, as 0:00:42; empty before its start."""
    if job.started is None:
        return ""
    end = _time(job.ended) if job.ended is not None else now
    return str(timedelta(seconds=max(0, round((end - _time(job.started)).total_seconds()))))


def local_time(text: str | None) -> str:
    """A time of the store in this machine's time zone, to the second."""
    return _time(text).astimezone().strftime("%Y-%m-%d %H:%M:%S") if text is not None else ""


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _number(value: float) -> str:
    return f"{value:.4g}"


def job_document(job: ObservedJob) -> dict[str, object]:
    """A job for programs. Times are ISO 8601 in UTC; a metric that is no finite number is null, as JSON has none."""
    return {
        "name": job.name,
        "project": job.project,
        "key": job.key,
        "display_name": job.display_name,
        "experiment": job.experiment,
        "compute": job.compute,
        "status": str(job.status),
        "error": job.error,
        "digest": job.digest,
        "attempt": job.attempt,
        "submitted": job.submitted,
        "started": job.started,
        "ended": job.ended,
        "exit_code": job.exit_code,
        "run_id": job.run_id,
        "metrics": {name: value if math.isfinite(value) else None for name, value in job.metrics.items()},
    }


def jobs_document(jobs: Iterable[ObservedJob]) -> Mapping[str, object]:
    """`{"jobs": […]}`."""
    return {"jobs": [job_document(job) for job in jobs]}
