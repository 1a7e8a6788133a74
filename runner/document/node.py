"""A value with its place: what a YAML document is made of, before and after templates are expanded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from runner.diagnostics import Origin, Span

Scalar = str | int | float | bool | dt.date | dt.datetime | None
Key = str | int
Path = tuple[Key, ...]
NodeValue = "Scalar | dict[str, Node] | list[Node]"


class Node(NamedTuple):
    """One value: a scalar, a mapping or a sequence of nodes. Never changed after it was built.

    `span` is where the value is written and `key` where its key is, `also` names the other places that contributed
    (the alias of an anchor, the base of an override, a variable) in the order in which they took effect, and
    `secrets` the secret variables whose placeholders a text holds. `origins.contributors` finds, for a place in a
    document, also what brought the mappings around it.
    """

    value: Scalar | dict[str, Node] | list[Node]
    span: Span
    key: Span | None = None
    also: tuple[Origin, ...] = ()
    secrets: frozenset[str] = frozenset()

    @property
    def written(self) -> Span:
        """Where to point at for the entry as a whole: its key, or the value where there is no key."""
        return self.key or self.span


def with_origin(node: Node, role: str, span: Span) -> Node:
    """The same node with one more place that contributed to it."""
    return node._replace(also=(*node.also, Origin(role, span)))


def child(node: Node, path: Iterable[Key]) -> Node | None:
    """The node at `path` below this one, or None."""
    current = node
    for part in path:
        value = current.value
        found: Node | None = None
        if isinstance(value, dict) and isinstance(part, str):
            found = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
            found = value[part]
        if found is None:
            return None
        current = found
    return current


def walk(node: Node, at: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Each node at and below this one, with its place, in the order in which they are written."""
    yield at, node
    value = node.value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, (*at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, (*at, index))


def plain(node: Node) -> object:
    """The bare value, without positions."""
    value = node.value
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def locate(node: Node, fragment: str, occurrence: int = 0) -> Span:
    """Where a fragment of a text is written: its own span in the source, or the whole value's where that is unknown.

    A text may be folded over lines or come out of a template, so the fragment is looked for in the source itself.
    """
    span = node.span
    seen = 0
    for number in range(span.line, span.end_line + 1):
        text = span.source.line(number)
        start = span.column - 1 if number == span.line else 0
        stop = span.end_column - 1 if number == span.end_line else len(text)
        at = text.find(fragment, start, stop)
        while at >= 0:
            if seen == occurrence:
                return Span(span.source, number, at + 1, number, at + 1 + len(fragment))
            seen += 1
            at = text.find(fragment, at + 1, stop)
    return _locate_over_lines(span, fragment, occurrence) or span


def _locate_over_lines(span: Span, fragment: str, occurrence: int) -> Span | None:
    """Where a fragment is written that folding has put on one line."""
    words = fragment.split()
    if span.line == span.end_line or len(words) < 2:
        return None
    source = span.source
    start, stop = source.offset(span.line, span.column), source.offset(span.end_line, span.end_column)
    found = re.compile(r"\s+".join(map(re.escape, words))).finditer(source.text, start, stop)
    match = next(islice(found, occurrence, None), None)
    return Span(source, *source.place(match.start()), *source.place(match.end())) if match else None
