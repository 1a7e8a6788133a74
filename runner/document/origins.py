"""Which places contributed to a value, and where in a document a written path leads."""

from __future__ import annotations

import re

from runner.diagnostics import Diagnostic, Origin, Report, Span, join_path
from runner.document.node import Node, Path, child

_INDEX = re.compile(r"\[(\d{1,9})\]")


def contributors(node: Node, path: Path) -> tuple[Origin, ...]:
    """The places that contributed to the value at `path` below a node, or to the deepest one on the way to it.

    In the order in which they took effect, the value's own place left out. An alias brings all that is written
    under its anchor, so it counts for the values below it as well.
    """
    way = [node]
    for part in path:
        below = child(way[-1], (part,))
        if below is None:
            break
        way.append(below)
    value = way.pop()
    if not any(above.also for above in way):
        return tuple(dict.fromkeys(value.also))
    found: list[Origin] = []
    below = value
    for above in reversed(way):
        also = brought(above, below)
        found = [*also, *found]
        below = value._replace(also=(*found, *value.also))
    return tuple(dict.fromkeys((*(origin for origin in found if origin not in value.also), *value.also)))


def removals(node: Node, path: Path) -> tuple[Origin, ...]:
    """The places that took away what would stand at a path below a node, or what it would stand in."""
    found: list[Origin] = []
    for depth, key in enumerate(path):
        above = child(node, path[:depth])
        if above is None:
            break
        found += (origin for origin in above.also if origin.removes is not None and origin.removes == key)
    return tuple(found)


def brought(above: Node, below: Node) -> tuple[Origin, ...]:
    """The places that brought a whole mapping or list, where a value below it came along: one that is written in it,
    or that a merge key or an alias in it names, and not one of an override.
    """
    if above.also and any(_is_within(span, above.span) for span in (below.span, *(o.span for o in below.also))):
        return tuple(origin for origin in above.also if not origin.is_partial)
    return ()


def _is_within(inner: Span, outer: Span) -> bool:
    return (
        inner.source is outer.source
        and (outer.line, outer.column) <= (inner.line, inner.column)
        and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
    )


def follow(node: Node, written: str) -> tuple[Path, str]:
    """The path of the deepest value that a written path (`inputs.data.path`, `rules[0].name`) leads to below a node,
    and what is left of the written path there: nothing where it leads to a value.

    A key may hold dots itself; the longest key that fits is taken.
    """
    path: list[str | int] = []
    current = node
    while written:
        value = current.value
        if isinstance(value, list):
            match = _INDEX.match(written)
            if match is None or int(match[1]) >= len(value):
                break
            part: str | int = int(match[1])
            left = written[match.end() :]
        elif isinstance(value, dict):
            key = max((key for key in value if _begins_with(written, key)), key=len, default=None)
            if key is None:
                break
            part, left = key, written[len(key) :]
        else:
            break
        path.append(part)
        current = value[part]  # type: ignore[index]  # an index of a list, or a key of a mapping
        written = left.removeprefix(".")
    return tuple(path), written


def _begins_with(written: str, key: str) -> bool:
    return written.startswith(key) and written[len(key) : len(key) + 1] in ("", ".", "[")


def naming_contributors(node: Node, at: Path, report: Report) -> Report:
    """Reports what is said about values of a node, which stands at `at` in the spec, with the places that contributed."""

    def report_with_places(diagnostic: Diagnostic) -> None:
        prefix = join_path(at)
        path: Path = ()
        if not prefix:
            path, _ = follow(node, diagnostic.path)
        elif _begins_with(diagnostic.path, prefix):
            path, _ = follow(node, diagnostic.path[len(prefix) :].removeprefix("."))
        related = dict.fromkeys((*diagnostic.related, *contributors(node, path)))
        report(diagnostic._replace(related=tuple(origin for origin in related if origin.span != diagnostic.span)))

    return report_with_places
