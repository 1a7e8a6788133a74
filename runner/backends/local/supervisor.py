"""Looks after one job: starts its command, waits, ends it when asked or out of time, and records how it ended.

A process of its own, so that closing the terminal does not end the job: `python -m … ROOT NAME`, with the
supervisor's lock inherited. It starts with the standard library only; MLflow is imported when the job has ended.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from runner.backends.local.dispatch import start_next
from runner.backends.local.layout import JobFolder, Layout
from runner.backends.local.locks import is_held, kill_holders
from runner.backends.local.store import Store, StoreUnavailable, now
from runner.diagnostics import RunnerError
from runner.observed import Status
from runner.snapshot import UnsafeTree, read_tree

GRACE_SECONDS = 10
"""Between asking a job to end (SIGTERM) and ending it (SIGKILL)."""

_LOOK_SECONDS = 0.25
_RETRY_SECONDS = 2
_LOCK_DESCRIPTOR = 100
"""The job's lock is passed on under a number from here on, which scripts do not use for files of their own."""
_OUT_OF_MEMORY = "; the machine may have run out of memory"

PASSED_ON = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
"""What a job gets from the supervisor's own environment, because it must not be written down: it may hold a password."""


class Ending(NamedTuple):
    """How a job ended."""

    outcome: Status
    exit_code: int | None
    error: str


def main(arguments: list[str]) -> int:
    """Runs or finishes the job of this name."""
    root, name = arguments
    layout = Layout(Path(root))
    store = Store(layout.store)
    for number in signal.valid_signals() - {signal.SIGPIPE, signal.SIGXFSZ}:  # these two Python gives back itself
        # What is ignored, as in the background of a shell, would be passed on to the job; a handler is not.
        if number in (signal.SIGHUP, signal.SIGINT) or signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)
    row = store.rows([name])[0]
    if row["outcome"] is None:
        _run(layout, store, name)
        # The slot is free now: what waits for it need not wait for MLflow.
        _start_next(layout, store)
    _finish(layout, store, name)
    _start_next(layout, store)
    return 0


def _start_next(layout: Layout, store: Store) -> None:
    """Starts what waits; where that fails, this job is finished all the same, and the next command tries again."""
    try:
        start_next(layout, store)
    except RunnerError:
        _note_failure()


def _run(layout: Layout, store: Store, name: str) -> None:
    folder = layout.job(name)
    if folder.cancel_request.exists():
        _record(store, name, Ending(Status.CANCELED, None, ""))
        return
    try:
        launch = json.loads(folder.launch.read_text("utf-8"))
        changed = _changed_input(layout, launch)
        if changed:
            ending = Ending(Status.FAILED, None, f"could not be started: the input `{changed}` is not what it was")
        else:
            ending = _supervise(store, name, folder, launch)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the command or in a variable
        reason = f"could not be started: {error.strerror if isinstance(error, OSError) else error}"
        ending = Ending(Status.FAILED, None, reason)
        with contextlib.suppress(OSError), open(folder.log, "a", encoding="utf-8") as log:
            log.write(f"runner: the job {reason}\n")
    _record(store, name, ending)


def _changed_input(layout: Layout, launch: Mapping[str, Any]) -> str:
    """The first input that changed while the job waited, or an empty text: its digest is what the job is."""
    for item in launch["inputs"]:
        try:
            tree = read_tree(Path(item["path"]), layout.root, is_data=True)
        except UnsafeTree:
            return str(item["input"])
        if tree.digest != item["digest"]:
            return str(item["input"])
    return ""


def _record(store: Store, name: str, ending: Ending) -> None:
    _write(
        store,
        name,
        status=Status.FINALIZING,
        outcome=ending.outcome,
        exit_code=ending.exit_code,
        error=ending.error,
        ended=now(),
    )


def _write(store: Store, name: str, **values: str | int | None) -> None:
    """Writes what only this process knows, however long it takes until there is room on the disk."""
    while True:
        try:
            store.set_job(name, **values)
        except StoreUnavailable:
            if not store.exists():
                raise
            _note_failure()
            time.sleep(_RETRY_SECONDS)
        else:
            return


def _supervise(store: Store, name: str, folder: JobFolder, launch: Mapping[str, object]) -> Ending:
    """Starts the command and waits for its end."""
    environment = {str(key): str(value) for key, value in dict(launch["environment"]).items()}  # type: ignore[call-overload]  # written by prepare
    environment |= {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    told_to_end: list[int] = []
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda number, _: told_to_end.append(number))
    # From here on the job counts as started: a crash between this line and the next is a lost job, never two.
    store.set_job(name, status=Status.RUNNING, started=now())
    lock = os.open(folder.job_lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    inherited = fcntl.fcntl(lock, fcntl.F_DUPFD_CLOEXEC, _LOCK_DESCRIPTOR)
    os.close(lock)
    with open(folder.log, "ab") as log:
        process = subprocess.Popen(
            [str(launch["shell"]), "-c", str(launch["command"])],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder.code,
            env=environment,
            start_new_session=True,
            pass_fds=(inherited,),
        )
    os.close(inherited)
    with contextlib.suppress(StoreUnavailable):  # it only helps to end a job whose supervisor was killed
        store.set_job(name, process_group=process.pid)
    timeout = launch["timeout"]
    seconds = float(timeout) if isinstance(timeout, int | float) else None
    why = _wait(process, folder, woken, told_to_end, seconds)
    _signal(process, signal.SIGKILL)  # what the command left behind in its group
    if is_held(folder.job_lock):
        kill_holders(folder.job_lock)  # and what has left the group: on Azure ML the container ends with the command
    return _ending(process.returncode, why, seconds)


def _wait(
    process: subprocess.Popen[bytes], folder: JobFolder, woken: int, told_to_end: list[int], timeout: float | None
) -> str:
    """Waits for the end; says what ended it before its own end: `cancel`, `timeout`, `shutdown` or nothing.

    A job that was asked to end has ended when all of its group have: a shell goes at once, but what it started may
    still save its work.
    """
    started = time.monotonic()
    why = ""
    kill_at = float("inf")
    while process.poll() is None or (why and _group_lives(process)):
        if not why:
            if folder.cancel_request.exists():
                why = "cancel"
            elif timeout is not None and time.monotonic() - started >= timeout:
                why = "timeout"
            elif told_to_end:
                why = "shutdown"
            if why:
                kill_at = time.monotonic() + GRACE_SECONDS
                _signal(process, signal.SIGTERM)
        elif time.monotonic() >= kill_at:
            _signal(process, signal.SIGKILL)
            process.wait()
            break
        ready, _, _ = select.select([woken], [], [], _LOOK_SECONDS)
        if ready:
            os.read(woken, 1024)
    return why


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _note_failure() -> None:
    """Writes the current exception to this process's log, unless the disk is full: that must not end it."""
    with contextlib.suppress(OSError):
        traceback.print_exc()


def _group_lives(process: subprocess.Popen[bytes]) -> bool:
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _ending(code: int, why: str, timeout: float | None) -> Ending:
    if why == "cancel":
        return Ending(Status.CANCELED, code, "")
    if why == "timeout":
        return Ending(Status.FAILED, code, f"ended after {timeout:g} s, its limits.timeout")
    if why == "shutdown":
        return Ending(Status.FAILED, code, "its supervisor was told to end (SIGTERM)")
    if code == 0:
        return Ending(Status.COMPLETED, 0, "")
    number = -code if code < 0 else code - 128  # a shell says 128 + the number of the signal
    if code < 0 or code > 128:
        with contextlib.suppress(ValueError):
            name = signal.Signals(number).name
            advice = _OUT_OF_MEMORY if name == "SIGKILL" else ""
            return Ending(Status.FAILED, code, f"killed by {name}{advice}")
    return Ending(Status.FAILED, code, f"exit code {code}")


def _finish(layout: Layout, store: Store, name: str) -> None:
    """Hands log and outputs to MLflow and closes the run; what fails here never changes how the job ended."""
    row = store.rows([name])[0]
    error = row["error"]
    try:
        from runner.backends.local import tracking  # MLflow is imported only now

        tracking.finish_run(layout, row["run_id"], layout.job(name), Status(row["outcome"]))
    except Exception as failure:  # noqa: BLE001 - the boundary of the process: recorded, with its traceback in the log
        _note_failure()
        reason = str(failure).splitlines()[0] if str(failure) else type(failure).__name__
        note = f"its outputs are in the job's folder, but not in MLflow ({reason})"
        error = "; ".join(filter(None, (error, note)))
    _write(store, name, status=row["outcome"], error=error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
