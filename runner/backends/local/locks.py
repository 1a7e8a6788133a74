"""File locks (flock): who holds one lives. A lock belongs to the open file, so a child that inherits it holds it too."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def try_lock(path: Path) -> int | None:
    """A descriptor that holds the lock, or None where somebody else does. Closing it lets go."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock; a lock whose file is not there is free."""
    if not path.exists():
        return False
    descriptor = try_lock(path)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Waits for the lock and holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def kill_holders(path: Path) -> None:
    """Ends every process that has the lock's file open, where the system can tell (Linux): daemons of a job, too.

    A process is held by its descriptor while it is looked at, so its number cannot pass to another one meanwhile.
    """
    if sys.platform != "linux":
        return
    wanted = os.stat(path)
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        with suppress(OSError):  # it has ended, or belongs to somebody else
            process = os.pidfd_open(int(entry))
            try:
                if _has_open(entry, wanted):
                    signal.pidfd_send_signal(process, signal.SIGKILL)
            finally:
                os.close(process)


def _has_open(process: str, wanted: os.stat_result) -> bool:
    for descriptor in os.listdir(f"/proc/{process}/fd"):
        with suppress(OSError):
            if os.path.samestat(os.stat(f"/proc/{process}/fd/{descriptor}"), wanted):
                return True
    return False
