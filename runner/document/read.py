"""Builds positioned values from libyaml's events, in one pass, under a budget.

Events, not `compose`: libyaml's composer recurses and dies on deep nesting, and keeps five times the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml

from runner.diagnostics import Diagnostic, Origin, Report, Source, Span
from runner.document import problems
from runner.document.budget import DEFAULT_BUDGET, Budget
from runner.document.node import Node
from runner.document.scalars import (
    LOOKS_LIKE_A_NUMBER,
    MAPPING_TAGS,
    SCALAR_TAGS,
    SEQUENCE_TAGS,
    is_text,
    resolve,
)

_MERGE_KEY = "<<"
_MAX_ORIGINS = 4
"""Aliases named beside a merged value; a chain of merges would otherwise keep a longer list for each value."""
_CHARS_A_NODE = 256
"""Characters of a text that count as one more value, so that aliases cannot repeat long texts for nothing."""


class _Abort(Exception):
    """Reading cannot go on; the diagnostic says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class _Size(NamedTuple):
    """What a value costs whoever walks it: how many values, counting what aliases repeat, and how deep."""

    nodes: int
    height: int


@dataclass(slots=True)
class _Frame:
    """A collection that is still open."""

    start: Span
    anchor: str | None
    items: list[Node] | None  # a sequence
    entries: dict[str, Node] | None  # a mapping
    merged: dict[str, Node] = field(default_factory=dict)
    key: str | None = None
    key_span: Span | None = None
    merge_span: Span | None = None
    is_merging: bool = False
    is_key: bool = False
    nodes: int = 1
    height: int = 0


def read_documents(source: Source, report: Report, budget: Budget = DEFAULT_BUDGET) -> list[Node]:
    """The documents of a YAML text, each with a place for every value.

    Problems that leave the structure readable (a duplicate key, a strange number) are reported and reading goes on;
    a syntax error, a foreign tag or an exceeded budget ends it, and the documents before it are returned.
    """
    if len(source.text.encode("utf-8", "surrogatepass")) > budget.text_bytes:
        span = Span(source, 1, 1, 1, 1)
        report(problems.over_budget(span, f"the file is larger than {budget.text_bytes // 1024 // 1024} MiB"))
        return []
    documents: list[Node] = []
    try:
        documents.extend(_Reader(source, report, budget).documents())
    except _Abort as abort:
        report(abort.diagnostic)
    except yaml.YAMLError as error:
        report(problems.syntax_error(source, error))
    return documents


class _Reader:
    """The state of one pass over a text: open collections, anchors, and what has been counted."""

    def __init__(self, source: Source, report: Report, budget: Budget) -> None:
        self._source = source
        self._report = report
        self._budget = budget
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[Node, _Size]] = {}
        self._nodes = 0
        self._result: Node | None = None

    def documents(self) -> Iterator[Node]:
        loader = yaml.CSafeLoader(self._source.text)
        try:
            while loader.check_event():
                event = loader.get_event()
                if isinstance(event, yaml.DocumentStartEvent):
                    self._anchors.clear()
                    self._result = None
                elif isinstance(event, yaml.DocumentEndEvent):
                    if self._result is not None:
                        yield self._result
                elif isinstance(event, yaml.NodeEvent):
                    self._node(event)
                elif isinstance(event, yaml.CollectionEndEvent):
                    self._close(self._span(event))
        finally:
            loader.dispose()

    def _span(self, event: yaml.Event) -> Span:
        start, end = event.start_mark, event.end_mark
        # Every event of libyaml's parser has both marks.
        return Span(self._source, start.line + 1, start.column + 1, end.line + 1, end.column + 1)  # type: ignore[union-attr]

    def _node(self, event: yaml.NodeEvent) -> None:
        span = self._span(event)
        if isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor, span)
            return
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, span)
            return
        self._count(1, span)
        tag = event.tag  # type: ignore[attr-defined]  # both collection events have it
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        if tag not in (MAPPING_TAGS if is_mapping else SEQUENCE_TAGS):
            raise _Abort(problems.foreign_tag(tag, span))
        self._descend(1, span)
        frame = _Frame(span, event.anchor, None if is_mapping else [], {} if is_mapping else None)
        frame.is_key = self._expects_key()
        self._frames.append(frame)

    def _descend(self, height: int, span: Span) -> None:
        if len(self._frames) + height > self._budget.depth:
            raise _Abort(problems.over_budget(span, f"values are nested more than {self._budget.depth} deep"))

    def _count(self, nodes: int, span: Span) -> None:
        self._nodes += nodes
        if self._nodes > self._budget.nodes:
            limit = f"{self._budget.nodes:,}"
            raise _Abort(
                problems.over_budget(span, f"the file holds more than {limit} values, counting what aliases repeat")
            )

    def _expects_key(self) -> bool:
        return bool(self._frames) and self._frames[-1].entries is not None and self._frames[-1].key is None

    def _scalar(self, event: yaml.ScalarEvent, span: Span) -> None:
        text = event.value
        if len(text) > self._budget.scalar_chars:
            raise _Abort(problems.over_budget(span, f"a text of {len(text):,} characters"))
        if event.tag not in SCALAR_TAGS:
            raise _Abort(problems.foreign_tag(str(event.tag), span))
        size = _Size(1 + len(text) // _CHARS_A_NODE, 0)
        self._count(size.nodes, span)
        is_plain: bool = event.implicit[0]
        if self._expects_key():
            if not is_text(text, is_plain=is_plain, tag=event.tag):
                hint = f'write it as "{text}"'
                self._report(Diagnostic("key-not-text", f"the key `{text}` is not text", span, hint=hint))
            self._key(text, span, is_merge=is_plain and text == _MERGE_KEY)
            if event.anchor is not None:
                self._anchors[event.anchor] = (Node(text, span), size)
            return
        try:
            value = resolve(text, is_plain=is_plain, tag=event.tag, max_digits=self._budget.digits)
        except ValueError as error:
            self._report(Diagnostic("invalid-scalar", f"{error}", span, hint="quote it if it is meant as text"))
            value = text
        if is_plain and isinstance(value, str) and LOOKS_LIKE_A_NUMBER.fullmatch(text):
            self._report(problems.text_like_number(text, span))
        self._add(Node(value, span), event.anchor, size)

    def _key(self, text: str, span: Span, *, is_merge: bool) -> None:
        frame = self._frames[-1]
        if frame.entries is None:
            return
        frame.nodes += len(text) // _CHARS_A_NODE
        if is_merge:
            if frame.merge_span is not None:
                self._report(problems.duplicate_key(text, span, frame.merge_span, "merge several as `<<: [*a, *b]`"))
            frame.key, frame.key_span, frame.merge_span = _MERGE_KEY, span, span
            frame.is_merging = True
            return
        if text in frame.entries:
            self._report(problems.duplicate_key(text, span, frame.entries[text].written, "remove one of them"))
        frame.key, frame.key_span, frame.is_merging = text, span, False

    def _alias(self, name: str | None, span: Span) -> None:
        found = self._anchors.get(str(name))
        if found is None:
            raise _Abort(
                Diagnostic("unknown-anchor", f"no anchor `&{name}` stands before `*{name}`", span, hint="define it")
            )
        node, size = found
        self._count(size.nodes, span)
        self._descend(size.height, span)
        if self._expects_key():
            if not isinstance(node.value, str):
                raise _Abort(problems.key_not_text(span))
            self._key(node.value, span, is_merge=False)
            return
        self._add(node._replace(also=(*node.also, Origin(f"alias *{name}", span))), None, size)

    def _close(self, end: Span) -> None:
        frame = self._frames.pop()
        span = Span(self._source, frame.start.line, frame.start.column, end.end_line, end.end_column)
        if frame.is_key:
            raise _Abort(problems.key_not_text(frame.start))
        value: dict[str, Node] | list[Node]
        if frame.entries is not None:
            value = {**frame.merged, **frame.entries} if frame.merged else frame.entries
        else:
            value = frame.items or []
        self._add(Node(value, span), frame.anchor, _Size(frame.nodes, frame.height + 1))

    def _add(self, node: Node, anchor: str | None, size: _Size) -> None:
        if anchor is not None:
            self._anchors[anchor] = (node, size)
        if not self._frames:
            self._result = node
            return
        frame = self._frames[-1]
        frame.nodes += size.nodes
        # What is merged comes to stand where its mapping would have stood.
        frame.height = max(frame.height, size.height - frame.is_merging)
        if frame.items is not None:
            frame.items.append(node)
        elif frame.entries is not None and frame.key is not None:
            if frame.is_merging:
                self._merge(frame, node)
            elif frame.key not in frame.entries:
                frame.entries[frame.key] = node._replace(key=frame.key_span)
            frame.key = frame.key_span = None

    def _merge(self, frame: _Frame, node: Node) -> None:
        """`<<`: earlier mappings win over later ones, and the mapping's own keys over all (YAML 1.1's merge type)."""
        parts = node.value if isinstance(node.value, list) else [node]
        for part in parts:
            if not isinstance(part.value, dict):
                hint = "write `<<: *anchor` with an anchor on a mapping"
                self._report(Diagnostic("invalid-merge", "`<<` merges mappings only", frame.key_span, hint=hint))
                continue
            for key, value in part.value.items():
                if key not in frame.merged:
                    frame.merged[key] = value._replace(also=(*value.also, *part.also)[-_MAX_ORIGINS:])
