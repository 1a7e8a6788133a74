"""Finding jobs of this machine: what JOB on a command line means."""

from __future__ import annotations

from runner.backends.local.backend import LocalBackend
from runner.commands.options import current_root
from runner.diagnostics import UsageError, closest
from runner.observed import ObservedJob


def open_local() -> LocalBackend:
    """The local backend of the project that the current folder is in."""
    return LocalBackend(current_root())


def find_job(backend: LocalBackend, wanted: str) -> ObservedJob:
    """The job of this name, else the newest of this key, else the only one whose name or key begins so.

    Raises:
        UsageError: there is none, or more than one.
    """
    jobs = list(backend.status())
    for found in (
        [job for job in jobs if job.name == wanted],
        [job for job in jobs if job.key == wanted][-1:],
        [job for job in jobs if job.name.startswith(wanted) or job.key.startswith(f"{wanted}-")],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(dict.fromkeys(job.key if job.key.startswith(wanted) else job.name for job in found))
            raise UsageError(f"`{wanted}` may be one of {len(found)} jobs", f"name one: {names}")
    if not jobs:
        raise UsageError(
            f"there is no job `{wanted}`: no job was ever submitted here", "runner apply SPEC submits jobs"
        )
    meant = closest(wanted, [name for job in jobs for name in (job.name, job.key)])
    raise UsageError(f"there is no job `{wanted}`", f"did you mean `{meant}`?" if meant else "runner jobs lists them")
