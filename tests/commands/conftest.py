"""The real command line, in a process of its own, without a terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE
from typing import IO, Any, NamedTuple

import pytest

RUNNER = [sys.executable, "-m", "runner"]
Run = Callable[..., "Finished"]


class Finished(NamedTuple):
    code: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what would steer the command line, and with the given variables."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("RUNNER_", "GIT_"))}
    return {**own, **more}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The current folder of the commands: the root of a project."""
    (tmp_path / "here" / ".git").mkdir(parents=True)
    return tmp_path / "here"


@pytest.fixture
def start(folder: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts a command; `prefix` stands before it, `variables` are added to the environment."""

    def start_command(
        *arguments: str | Path,
        cwd: Path = folder,
        prefix: tuple[str, ...] = (),
        stdout: IO[str] | int = PIPE,
        **variables: str,
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*prefix, *RUNNER, *arguments],
            cwd=cwd,
            env=environment(PYTHONSAFEPATH="1", **variables),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=PIPE,
            encoding="utf-8",
        )

    return start_command


@pytest.fixture
def run(start: Callable[..., subprocess.Popen[str]]) -> Run:
    """Runs a command to its end."""

    def run_command(*arguments: str | Path, **options: Any) -> Finished:
        with start(*arguments, **options) as process:
            out, err = process.communicate(timeout=60)
        return Finished(process.returncode, out or "", err)

    return run_command


@pytest.fixture(scope="session")
def unprivileged() -> tuple[str, ...]:
    """What stands before a command so that rights of files count for it, also where the tests run as root."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("the tests run as root, whom every file is open to, and there is no setpriv to change that")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")
