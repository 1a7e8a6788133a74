"""Times of several things, taken in turn so that what else the machine does falls on all of them alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import pytest


@pytest.fixture(scope="session")
def fastest() -> Callable[..., dict[str, float]]:
    """The least time in seconds that each of several actions took, in `rounds` rounds after one to warm up."""

    def measure(actions: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
        best = dict.fromkeys(actions, float("inf"))
        for number in range(rounds + 1):
            for name, action in actions.items():
                start = time.perf_counter()
                action()
                taken = time.perf_counter() - start
                if number > 0:
                    best[name] = min(best[name], taken)
        return best

    return measure
