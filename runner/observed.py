"""What a backend reports about a target: the resources and jobs that are there. Lenient: a service may say more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Status(StrEnum):
    """Status of a job, in Azure ML's words."""

    QUEUED = "Queued"
    STARTING = "Starting"
    RUNNING = "Running"
    CANCEL_REQUESTED = "CancelRequested"
    FINALIZING = "Finalizing"
    COMPLETED = "Completed"
    FAILED = "Failed"
    CANCELED = "Canceled"

    @property
    def is_final(self) -> bool:
        """Whether the job has ended."""
        return self in (Status.COMPLETED, Status.FAILED, Status.CANCELED)


@dataclass(frozen=True, slots=True)
class ObservedResource:
    """A resource that is on the target. The stamps are empty where we did not make it.

    `is_protected` says that the spec that it was last applied from forbade to delete it.
    """

    kind: str
    name: str
    version: str | None
    manifest: Mapping[str, object]
    project: str = ""
    key: str = ""
    digest: str = ""
    is_archived: bool = False
    is_protected: bool = False


@dataclass(frozen=True, slots=True)
class ObservedJob:
    """A job that is on the target. Times are ISO 8601 in UTC, or None where it has not come to that.

    `fields` are the canonical fields that its digest covers, `files` the files of its code and inputs by place, with
    the beginnings of their digests; `error` says in a line why it failed.
    """

    name: str
    project: str
    key: str
    digest: str
    status: Status
    experiment: str = ""
    display_name: str = ""
    compute: str = ""
    submitted: str | None = None
    started: str | None = None
    ended: str | None = None
    exit_code: int | None = None
    error: str = ""
    run_id: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    attempt: int = 1


ResourceKey = tuple[str, str, str | None]
"""Kind, name and version."""


@dataclass(frozen=True)
class Observed:
    """All that a plan needs to know about a target: its resources, and the jobs of one project by name."""

    resources: Mapping[ResourceKey, ObservedResource] = field(default_factory=dict)
    jobs: Mapping[str, ObservedJob] = field(default_factory=dict)

    def latest_attempt(self, name: str) -> ObservedJob | None:
        """The newest attempt of a job: the last of `NAME`, `NAME-r2`, `NAME-r3` and so on, or None."""
        latest = self.jobs.get(name)
        attempt = 2
        while latest is not None and (following := self.jobs.get(attempt_name(name, attempt))) is not None:
            if following.attempt != attempt:
                break  # a job whose own name ends like an attempt's
            latest, attempt = following, attempt + 1
        return latest

    def jobs_of_digest(self, digest: str) -> list[ObservedJob]:
        """The jobs of this digest, first attempts only."""
        return [job for job in self._by_digest.get(digest, ()) if job.attempt == 1]

    @cached_property
    def _by_digest(self) -> Mapping[str, list[ObservedJob]]:
        found: dict[str, list[ObservedJob]] = {}
        for job in self.jobs.values():
            found.setdefault(job.digest, []).append(job)
        return found


def attempt_name(name: str, attempt: int) -> str:
    """The name of a job's attempt, counted from 1."""
    return name if attempt == 1 else f"{name}-r{attempt}"
