"""Kills an apply at every boundary between two effects and at random moments, applies again, and looks at what came of it.

A `World` says what is applied, what counts as an effect, and what is wrong afterwards: one for each backend.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

DRIVER = Path(__file__).with_name("driver.py")
_LIMIT_SECONDS = 120


class Kill(NamedTuple):
    """Where an apply dies: before or after an effect (counted from 1), or after so many seconds."""

    boundary: int = 0
    moment: str = "before"
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.moment} effect {self.boundary}" if self.boundary else f"after {self.seconds:.2f} s"


class World(Protocol):
    """A target with a project that is about to be applied."""

    effects: Sequence[str]

    def make(self, folder: Path) -> None:
        """Makes the project, and the target as it is before the apply."""
        ...

    def command(self) -> Sequence[str]:
        """The apply that is killed, and repeated."""
        ...

    def is_done(self, code: int, err: str) -> bool:
        """Whether the repeated apply ended as it should."""
        ...

    def wrong(self, folder: Path) -> Iterator[str]:
        """What is wrong once the second apply and all jobs have ended: twice, lost, left over, or locked."""
        ...


class Survey(NamedTuple):
    """What an apply that nobody kills does: how many effects, in how many seconds."""

    effects: int
    seconds: float


def survey(world: World, folder: Path) -> Survey:
    """Applies once without a kill."""
    world.make(folder)
    began = time.monotonic()
    finished = _start(world, folder, Kill())
    _, err = finished.communicate(timeout=_LIMIT_SECONDS)
    assert finished.returncode == 0, err
    found = list(world.wrong(folder))
    assert not found, found
    return Survey(int(re.findall(r"effects: (\d+)", err)[-1]), time.monotonic() - began)


def kills(found: Survey, count: int, seed: int) -> Iterator[Kill]:
    """So many kills: first at every boundary, then at random ones and at random times."""
    chosen = random.Random(seed)
    every = [Kill(boundary, moment) for boundary in range(1, found.effects + 1) for moment in ("before", "after")]
    chosen.shuffle(every)
    yield from every[:count]
    for number in range(max(0, count - len(every))):
        yield Kill(seconds=chosen.uniform(0.05, found.seconds)) if number % 2 else chosen.choice(every)


def outcome(world: World, folder: Path, kill: Kill) -> list[str]:
    """What is wrong after an apply that was killed and then repeated."""
    world.make(folder)
    with _start(world, folder, kill) as killed:
        if kill.seconds:
            time.sleep(kill.seconds)
            killed.kill()
        _, err = killed.communicate(timeout=_LIMIT_SECONDS)
    if kill.boundary and killed.returncode != -9:
        return [f"it was not killed: exit {killed.returncode}, {err[-300:]}"]
    with _start(world, folder, Kill()) as again:
        _, err = again.communicate(timeout=_LIMIT_SECONDS)
    is_done = world.is_done(again.returncode, err)
    wrong = [] if is_done else [f"the second apply exits with {again.returncode}: {err[-500:]}"]
    return [*wrong, *world.wrong(folder)]


def _start(world: World, folder: Path, kill: Kill) -> subprocess.Popen[str]:
    arguments = [str(kill.boundary), kill.moment, ",".join(world.effects), *world.command()]
    return subprocess.Popen(
        [sys.executable, str(DRIVER), *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
