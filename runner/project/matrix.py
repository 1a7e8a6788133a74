"""Matrix: one job in the spec becomes one job for each combination of values."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping

from runner.diagnostics import Diagnostic, Report
from runner.document import Node, plain

MAX_CELLS = 10_000
"""Cells of one matrix; as many as a plan is measured with."""

_MOST_EXCLUDED = 1000
"""Each is compared with every cell."""

_EXTRA = ("include", "exclude")

Cell = Mapping[str, object]


def cells(matrix: Node, path: str, report: Report) -> list[Cell]:
    """The combinations of a matrix, in the order of the sorted values, so that writing them in another order
    changes nothing. `exclude` drops each cell that has all its values, `include` adds a cell.
    """
    if not isinstance(matrix.value, dict):
        report(Diagnostic("wrong-type", "`matrix` must be a mapping of names to lists", matrix.written, path))
        return []
    axes: dict[str, list[object]] = {}
    is_valid = True
    for name, node in matrix.value.items():
        if name in _EXTRA:
            continue
        if not isinstance(node.value, list) or not node.value:
            hint = "write [a, b, …]"
            report(Diagnostic("wrong-type", f"`{name}` must be a list of values", node.span, f"{path}.{name}", hint))
            is_valid = False
            continue
        axes[name] = [plain(item) for item in node.value]
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
    product = itertools.product(*(axes[name] for name in names)) if names else ()
    found: list[Cell] = [dict(zip(names, values, strict=True)) for values in product]
    for unwanted in excluded:
        unknown = sorted(set(unwanted) - set(axes))
        if unknown:
            node = matrix.value["exclude"]
            message = f"`exclude` names `{unknown[0]}`, which is not in the matrix"
            report(Diagnostic("unknown-field", message, node.span, f"{path}.exclude"))
        found = [cell for cell in found if not unwanted.items() <= cell.items()]
    found += included
    if not found:
        report(Diagnostic("empty-matrix", "the matrix has no cells", matrix.written, path, "give it values"))
    unique = {_sort_key(cell): cell for cell in found}
    return [unique[key] for key in sorted(unique)]


def _extra(entries: Mapping[str, Node], name: str, path: str, report: Report) -> list[Cell]:
    node = entries.get(name)
    if node is None:
        return []
    items = node.value if isinstance(node.value, list) else []
    found = [plain(item) for item in items]
    cells_found: list[Cell] = [item for item in found if isinstance(item, dict)]
    if not isinstance(node.value, list) or len(cells_found) != len(found):
        hint = "write [{name: value}, …]"
        report(Diagnostic("wrong-type", f"`{name}` must be a list of mappings", node.span, f"{path}.{name}", hint))
    return cells_found


def _sort_key(cell: Cell) -> tuple[tuple[str, int, int | float, str], ...]:
    """Numbers by size and before texts, so that 0.0001 comes before 0.001."""
    key = []
    for name in sorted(cell):
        value = cell[name]
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
        written = json.dumps(value, sort_keys=True, default=str)
        key.append((name, 1, 0, written) if number is None else (name, 0, number, written))
    return tuple(key)
