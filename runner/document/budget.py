"""How much one YAML file may ask for before it is refused."""

from __future__ import annotations

from typing import NamedTuple


class Budget(NamedTuple):
    """Limits of one file, so that a hostile one ends early with a located error.

    `nodes` counts every value as often as aliases repeat it, which is what everything after the reader walks.
    The defaults leave room for 10,000 resources of 100 values each in one file.
    """

    text_bytes: int = 16 * 1024 * 1024
    depth: int = 64
    nodes: int = 1_000_000
    scalar_chars: int = 1024 * 1024
    digits: int = 400


DEFAULT_BUDGET = Budget()
