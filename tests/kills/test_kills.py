"""An apply may be killed anywhere and is simply run again: nothing twice, nothing lost, nothing left over, no lock held.

`KILLS=1000 pytest tests/kills` (`make kills`) kills so often; by default every boundary is met once or so.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.kills.harness import kills, outcome, survey
from tests.kills.local_world import ApprovedWorld, LocalWorld

COUNT = int(os.environ.get("KILLS", "50"))
_AT_ONCE = 2


@pytest.mark.timeout(60 * 60 * 6)
@pytest.mark.parametrize(("world", "part"), [(LocalWorld(), 0.8), (ApprovedWorld(), 0.2)], ids=["spec", "plan"])
def test_an_apply_that_is_killed_anywhere_is_simply_run_again(tmp_path, world, part):
    count = int(COUNT * part)
    found = survey(world, tmp_path / "survey")
    assert found.effects > 10
    chosen = list(kills(found, count, seed=1))
    assert len(chosen) == count
    began = time.monotonic()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        ended = list(pool.map(lambda item: outcome(world, tmp_path / f"{item[0]}", item[1]), enumerate(chosen)))
    wrong = [f"{kill}: {reasons}" for kill, reasons in zip(chosen, ended, strict=True) if reasons]
    print(f"{count} kills over {found.effects} effects in {time.monotonic() - began:.0f} s: {len(wrong)} ended wrong")
    assert not wrong, "\n".join(["", *wrong])
