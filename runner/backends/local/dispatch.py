"""Starts queued jobs as slots become free, and looks after jobs whose supervisor is gone.

Every decision is made inside one transaction of the store, so two processes never make it twice. The lock of a
supervisor is taken before its process starts and passed on to it, so that there is no moment at which a living job
looks abandoned.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading

from runner.backends.local.layout import JobFolder, Layout
from runner.backends.local.locks import is_held, try_lock
from runner.backends.local.store import Store, now, update_job
from runner.diagnostics import ActionFailed
from runner.observed import Status

LOST = "lost: its supervisor was killed, so nobody knows how it ended"
NO_SUPERVISOR = "could not be started: its supervisor ends at once, see supervisor.log in its folder"
MAX_ATTEMPTS = 3
"""Supervisors that are started for a job that is not running, and then to finish it, before giving up."""

_ON_A_SLOT = (Status.STARTING, Status.RUNNING, Status.CANCEL_REQUESTED)


def reconcile(layout: Layout, store: Store) -> None:
    """Brings the store in line with which processes live, then starts what can start."""
    if not store.has_work():
        return  # nothing is written where nothing can have changed: also a folder that is read-only is shown
    with store.transaction() as connection:
        active = connection.execute(
            "SELECT * FROM jobs WHERE status NOT IN (?, ?, ?, ?)",
            (Status.QUEUED, Status.COMPLETED, Status.FAILED, Status.CANCELED),
        ).fetchall()
        for row in active:
            folder = layout.job(row["name"])
            if not is_held(folder.supervisor_lock) and not is_held(folder.job_lock):
                _abandoned(connection, row, folder)
    start_next(layout, store)


def _abandoned(connection: sqlite3.Connection, row: sqlite3.Row, folder: JobFolder) -> None:
    """A job that nobody looks after and of which no process lives."""
    status = Status(row["status"])
    canceled = folder.cancel_request.exists()
    starting = status is Status.STARTING and row["started"] is None
    if starting and not canceled and row["start_attempts"] < MAX_ATTEMPTS:
        update_job(connection, row["name"], status=Status.QUEUED)
    elif status is not Status.FINALIZING:
        update_job(
            connection,
            row["name"],
            status=Status.FINALIZING,
            outcome=Status.CANCELED if canceled else Status.FAILED,
            error="" if canceled else NO_SUPERVISOR if starting else LOST,
            ended=now(),
        )
    elif row["finish_attempts"] >= MAX_ATTEMPTS:
        error = "; ".join(filter(None, (row["error"], "its outputs are in the job's folder, but not in MLflow")))
        update_job(connection, row["name"], status=row["outcome"], error=error)


def start_next(layout: Layout, store: Store) -> None:
    """Starts a supervisor for each job that has a slot, oldest first, and for each that only has to be finished."""
    while True:
        with store.transaction() as connection:
            claimed = _claim(connection, layout)
        if claimed is None:
            return
        name, lock = claimed
        try:
            _spawn(layout, name, lock)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            hint = "the job stays in the queue; any command on jobs tries again"
            raise ActionFailed(f"cannot start a supervisor for {name}: {reason}", hint) from error
        finally:
            os.close(lock)


def _claim(connection: sqlite3.Connection, layout: Layout) -> tuple[str, int] | None:
    """The next job to look after, marked as such, and the held lock for its supervisor."""
    finishing = connection.execute(
        "SELECT name, finish_attempts FROM jobs WHERE status = ? AND finish_attempts < ?",
        (Status.FINALIZING, MAX_ATTEMPTS),
    ).fetchall()
    for row in finishing:
        lock = try_lock(layout.job(row["name"]).supervisor_lock)
        if lock is not None:
            update_job(connection, row["name"], finish_attempts=row["finish_attempts"] + 1)
            return row["name"], lock
    marks = ", ".join("?" for _ in _ON_A_SLOT)
    queued = connection.execute(
        "SELECT name, start_attempts FROM jobs AS job WHERE status = ? AND "  # noqa: S608 - only question marks are put in
        "(SELECT count(*) FROM jobs WHERE pool = job.pool AND status IN (" + marks + ")) < "
        "coalesce((SELECT slots FROM pools WHERE name = job.pool), 1) ORDER BY number",
        (Status.QUEUED, *_ON_A_SLOT),
    ).fetchall()
    for row in queued:
        lock = try_lock(layout.job(row["name"]).supervisor_lock)
        if lock is not None:
            update_job(connection, row["name"], status=Status.STARTING, start_attempts=row["start_attempts"] + 1)
            return row["name"], lock
    return None


def _spawn(layout: Layout, name: str, lock: int) -> None:
    folder = layout.job(name)
    # -P: the current folder is not searched for modules, whatever the project calls its files.
    command = [sys.executable, "-P", "-m", "runner.backends.local.supervisor", str(layout.root), name]
    with open(folder.supervisor_log, "ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=layout.root,
            start_new_session=True,
            pass_fds=(lock,),
        )
    # Somebody has to take note of its end, or it stays as a zombie for as long as this process lives.
    threading.Thread(target=process.wait, daemon=True).start()
