"""Matrix: one job in the spec becomes one job for each combination of values."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping
from typing import NamedTuple

from runner.diagnostics import Diagnostic, Report
from runner.document import Node, plain

MAX_CELLS = 10_000
"""Cells of one matrix; as many as a plan is measured with."""

_MOST_EXCLUDED = 1000
"""Each is compared with every cell."""

_EXTRA = ("include", "exclude")


class Cell(NamedTuple):
    """One combination: the values by name, and where each is written."""

    values: Mapping[str, object]
    nodes: dict[str, Node]


def cells(matrix: Node, path: str, report: Report) -> list[Cell]:
    """The combinations of a matrix, in the order of the sorted values, so that writing them in another order
    changes nothing. `exclude` drops each cell that has all its values, `include` adds a cell.
    """
    if not isinstance(matrix.value, dict):
        report(Diagnostic("wrong-type", "`matrix` must be a mapping of names to lists", matrix.written, path))
        return []
    axes: dict[str, list[Node]] = {}
    is_valid = True
    for name, node in matrix.value.items():
        if name in _EXTRA:
            continue
        if not isinstance(node.value, list) or not node.value:
            hint = "write [a, b, …]"
            report(Diagnostic("wrong-type", f"`{name}` must be a list of values", node.span, f"{path}.{name}", hint))
            is_valid = False
            continue
        axes[name] = [item._replace(also=(*node.also, *item.also)) for item in node.value]
    size = math.prod(len(values) for values in axes.values()) if axes else 0
    if not is_valid:
        return []
    excluded = _extra(matrix.value, "exclude", path, report)
    included = _extra(matrix.value, "include", path, report)
    size += len(included)
    if size > MAX_CELLS or len(excluded) > _MOST_EXCLUDED:
        message = f"the matrix has {size:,} cells, at most {MAX_CELLS:,}"
        if size <= MAX_CELLS:
            message = f"the matrix excludes {len(excluded):,} times, at most {_MOST_EXCLUDED:,}"
        report(Diagnostic("over-budget", message, matrix.written, path, "make two of it"))
        return []
    names = sorted(axes)
    values = [[(plain(item), item) for item in axes[name]] for name in names]
    found = [
        Cell(
            {name: value for name, (value, _) in zip(names, chosen, strict=True)},
            {name: item for name, (_, item) in zip(names, chosen, strict=True)},
        )
        for chosen in (itertools.product(*values) if names else ())
    ]
    for unwanted in excluded:
        unknown = sorted(set(unwanted.values) - set(axes))
        if unknown:
            node = matrix.value["exclude"]
            message = f"`exclude` names `{unknown[0]}`, which is not in the matrix"
            report(Diagnostic("unknown-field", message, node.span, f"{path}.exclude"))
        found = [cell for cell in found if not unwanted.values.items() <= cell.values.items()]
    found += included
    if not found:
        report(Diagnostic("empty-matrix", "the matrix has no cells", matrix.written, path, "give it values"))
    unique = {_sort_key(cell.values): cell for cell in found}
    return [unique[key] for key in sorted(unique)]


def _extra(entries: Mapping[str, Node], name: str, path: str, report: Report) -> list[Cell]:
    node = entries.get(name)
    if node is None:
        return []
    items = node.value if isinstance(node.value, list) else []
    found = [
        Cell({name: plain(value) for name, value in item.value.items()}, item.value)
        for item in items
        if isinstance(item.value, dict)
    ]
    if not isinstance(node.value, list) or len(found) != len(items):
        hint = "write [{name: value}, …]"
        report(Diagnostic("wrong-type", f"`{name}` must be a list of mappings", node.span, f"{path}.{name}", hint))
    return found


def _sort_key(cell: Mapping[str, object]) -> tuple[tuple[str, int, int | float, str], ...]:
    """Numbers by size and before texts, so that 0.0001 comes before 0.001."""
    key = []
    for name in sorted(cell):
        value = cell[name]
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
        written = json.dumps(value, sort_keys=True, default=str)
        key.append((name, 1, 0, written) if number is None else (name, 0, number, written))
    return tuple(key)
