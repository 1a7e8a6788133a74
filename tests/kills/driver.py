"""Runs a command line of `runner` in this process, which dies (SIGKILL) before or after one of its effects.

`python driver.py BOUNDARY MOMENT EFFECT[,EFFECT…] COMMAND…`: an effect is named as `module:name` or `module:Class.name`.
BOUNDARY counts the calls of all effects from 1; 0 lives on and prints how many calls there were. MOMENT is `before` (the
effect is not done) or `after` (it is done, and its answer is lost).
"""

from __future__ import annotations

import functools
import importlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any


class Deadly:
    """Counts effects, and ends this process at one of them."""

    def __init__(self, boundary: int, moment: str) -> None:
        self.calls = 0
        self._boundary = boundary
        self._moment = moment

    def wrap(self, effect: str) -> None:
        """Puts itself around a function or method."""
        module_name, _, path = effect.partition(":")
        owner: Any = importlib.import_module(module_name)
        *parents, name = path.split(".")
        for parent in parents:
            owner = getattr(owner, parent)
        setattr(owner, name, self._around(getattr(owner, name)))

    def _around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def deadly(*arguments: Any, **options: Any) -> Any:
            self.calls += 1
            is_last = self.calls == self._boundary
            if is_last and self._moment == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            result = call(*arguments, **options)
            if is_last:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return deadly


def main() -> None:
    boundary, moment, effects, *command = sys.argv[1:]
    deadly = Deadly(int(boundary), moment)
    for effect in effects.split(","):
        deadly.wrap(effect)
    from runner.cli import main as runner_main

    try:
        runner_main(command)
    finally:
        print(f"effects: {deadly.calls}", file=sys.stderr)


if __name__ == "__main__":
    main()
