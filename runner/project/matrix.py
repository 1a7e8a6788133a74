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

_EXTRA = ("include", "exclude")

Cell = Mapping[str, object]


def cells(matrix: Node, path: str, report: Report) -> list[Cell]:
    """The combinations of a matrix, in the order of the sorted values, so that writing them in another order
    changes nothing. `exclude` drops each cell that has all its values, `include` adds a cell."""
    if not isinstance(matrix.value, dict):
        report(Diagnostic("wrong-type", "`matrix` must be a mapping of names to lists", matrix.written, path))
        return []
    axes: dict[str, list[object]] = {}
    for name, node in matrix.value.items():
        if name in _EXTRA:
            continue
        if not isinstance(node.value, list) or not node.value:
            hint = "write [a, b, …]"
            report(Diagnostic("wrong-type", f"`{name}` must be a list of values", node.span, f"{path}.{name}", hint))
            continue
        axes[name] = [plain(item) for item in node.value]
    size = math.prod(len(values) for values in axes.values())
    if size > MAX_CELLS:
        report(Diagnostic("over-budget", f"the matrix has {size:,} cells, at most {MAX_CELLS:,}", matrix.written, path))
        return []
    names = sorted(axes)
    product = itertools.product(*(axes[name] for name in names)) if names else ()
    found: list[Cell] = [dict(zip(names, values, strict=True)) for values in product]
    for unwanted in _extra(matrix.value, "exclude", path, report):
        unknown = sorted(set(unwanted) - set(axes))
        if unknown:
            node = matrix.value["exclude"]
            message = f"`exclude` names `{unknown[0]}`, which is not in the matrix"
            report(Diagnostic("unknown-field", message, node.span, f"{path}.exclude"))
        found = [cell for cell in found if not unwanted.items() <= cell.items()]
    found += _extra(matrix.value, "include", path, report)
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


def _sort_key(cell: Cell) -> tuple[tuple[str, int, float, str], ...]:
    """Numbers by size and before texts, so that 0.0001 comes before 0.001."""
    key = []
    for name in sorted(cell):
        value = cell[name]
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        number = float(value) if is_number and isinstance(value, int | float) else 0.0
        key.append((name, 0 if is_number else 1, number, json.dumps(value, sort_keys=True, default=str)))
    return tuple(key)
