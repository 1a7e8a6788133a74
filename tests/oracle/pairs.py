"""Rows that hold every pair of levels of any two factors: a greedy covering array, the same for the same input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from random import Random

Level = str
Row = dict[str, Level]


def pairwise(factors: Mapping[str, Sequence[Level]], seed: int = 0) -> list[Row]:
    """Rows with a level for each factor, so that any two levels of two factors meet in some row."""
    names = [name for name, levels in factors.items() if levels]
    if len(names) < 2:
        return [{name: level} for name in names for level in factors[name]]
    missing = {
        frozenset(((one, first), (other, second)))
        for one, other in combinations(names, 2)
        for first in factors[one]
        for second in factors[other]
    }
    ordered = sorted(missing, key=sorted)
    random = Random(seed)
    random.shuffle(ordered)
    rows = []
    for pair in ordered:
        if pair in missing:
            row = _row_with(dict(pair), names, factors, missing, random)
            missing -= {frozenset(two) for two in combinations(row.items(), 2)}
            rows.append(row)
    return rows


def _row_with(
    row: Row, names: list[str], factors: Mapping[str, Sequence[Level]], missing: set[frozenset[object]], random: Random
) -> Row:
    rest = [name for name in names if name not in row]
    random.shuffle(rest)
    for name in rest:
        row[name] = max(
            random.sample(list(factors[name]), len(factors[name])),
            key=lambda level: sum(frozenset(((name, level), chosen)) in missing for chosen in row.items()),  # noqa: B023 - called at once
        )
    return {name: row[name] for name in names}
