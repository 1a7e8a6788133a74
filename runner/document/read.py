"""Builds positioned values from libyaml's events, in one pass, under a budget.

Events, not `compose`: libyaml's composer recurses and dies on deep nesting, and keeps five times the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from runner.diagnostics import Diagnostic, Origin, Report, Source, Span
from runner.document import problems
from runner.document.budget import DEFAULT_BUDGET, Budget
from runner.document.node import Node, Scalar
from runner.document.scalars import (
    BEGIN_OTHERS,
    LOOKS_LIKE_A_NUMBER,
    MAPPING_TAGS,
    SCALAR_TAGS,
    SEQUENCE_TAGS,
    is_text,
    resolve,
)

_NO_ANCHOR = "define it, or put the value in quotes"
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
    entries: dict[str, Node] | None  # a mapping
    items: list[Node]  # a sequence
    is_key: bool
    key: str | None = None
    key_span: Span | None = None
    merge_span: Span | None = None
    is_merging: bool = False
    merged: dict[str, Node] | None = None
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
    """The state of one pass over a text: open collections, anchors, and what has been counted.

    A large project has a million events, so the way of a scalar into its mapping makes few calls.
    """

    def __init__(self, source: Source, report: Report, budget: Budget) -> None:
        self._source = source
        self._report = report
        self._budget = budget
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[Node, _Size]] = {}
        self._keys: set[str] = set()
        """Keys that were found to be text; most are met again in each resource."""
        self._nodes = 0
        self._result: Node | None = None

    def documents(self) -> Iterator[Node]:
        loader = yaml.CSafeLoader(self._source.text)
        try:
            while (event := loader.get_event()) is not None:
                if isinstance(event, yaml.ScalarEvent):
                    self._scalar(event)
                elif isinstance(event, yaml.CollectionEndEvent):
                    self._close(event)
                elif isinstance(event, yaml.MappingStartEvent):
                    self._open(event, {}, MAPPING_TAGS)
                elif isinstance(event, yaml.SequenceStartEvent):
                    self._open(event, None, SEQUENCE_TAGS)
                elif isinstance(event, yaml.AliasEvent):
                    self._alias(event.anchor, self._span(event))
                elif isinstance(event, yaml.DocumentStartEvent):
                    self._anchors.clear()
                    self._result = None
                elif isinstance(event, yaml.DocumentEndEvent) and self._result is not None:
                    yield self._result
        finally:
            loader.dispose()

    def _span(self, event: yaml.Event) -> Span:
        start, end = event.start_mark, event.end_mark
        # Every event of libyaml's parser has both marks.
        return Span(self._source, start.line + 1, start.column + 1, end.line + 1, end.column + 1)  # type: ignore[union-attr]

    def _open(
        self, event: yaml.CollectionStartEvent, entries: dict[str, Node] | None, tags: frozenset[str | None]
    ) -> None:
        span = self._span(event)
        self._count(1, span)
        if event.tag not in tags:
            raise _Abort(problems.foreign_tag(str(event.tag), span))
        self._descend(1, span)
        self._frames.append(_Frame(span, event.anchor, entries, [], self._expects_key()))

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

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        text: str = event.value
        tag = event.tag
        span = self._span(event)
        if len(text) > self._budget.scalar_chars:
            raise _Abort(problems.over_budget(span, f"a text of {len(text):,} characters"))
        if tag is not None and tag not in SCALAR_TAGS:
            raise _Abort(problems.foreign_tag(str(tag), span))
        weight = 1 + len(text) // _CHARS_A_NODE
        self._count(weight, span)
        is_plain: bool = event.implicit[0]
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.entries is not None and frame.key is None:
            if tag is not None or (is_plain and text not in self._keys):
                self._check_key(text, span, is_plain=is_plain, tag=tag)
            self._key(frame, text, span, is_merge=is_plain and text == _MERGE_KEY)
            if event.anchor is not None:
                self._anchors[event.anchor] = (Node(text, span), _Size(weight, 0))
            return
        value: Scalar = text
        if tag is not None or (is_plain and text[:1] in BEGIN_OTHERS):
            value = self._typed(text, span, is_plain=is_plain, tag=tag)
        if event.anchor is not None or frame is None or frame.is_merging:
            self._add(Node(value, span), event.anchor, _Size(weight, 0))
            return
        frame.nodes += weight
        if frame.entries is None:
            frame.items.append(Node(value, span))
        elif frame.key is not None:
            if frame.key not in frame.entries:
                frame.entries[frame.key] = Node(value, span, frame.key_span)
            frame.key = None

    def _check_key(self, text: str, span: Span, *, is_plain: bool, tag: str | None) -> None:
        if not is_text(text, is_plain=is_plain, tag=tag):
            hint = f'write it as "{text}"'
            self._report(Diagnostic("key-not-text", f"the key `{text}` is not text", span, hint=hint))
        elif tag is None:
            self._keys.add(text)

    def _typed(self, text: str, span: Span, *, is_plain: bool, tag: str | None) -> Scalar:
        """The value of a scalar that may be something else than text."""
        try:
            value = resolve(text, is_plain=is_plain, tag=tag, max_digits=self._budget.digits)
        except ValueError as error:
            self._report(Diagnostic("invalid-scalar", f"{error}", span, hint="quote it if it is meant as text"))
            value = text
        if is_plain and isinstance(value, str) and LOOKS_LIKE_A_NUMBER.fullmatch(text):
            self._report(problems.text_like_number(text, span))
        return value

    def _key(self, frame: _Frame, text: str, span: Span, *, is_merge: bool) -> None:
        if frame.entries is None:
            return
        frame.nodes += len(text) // _CHARS_A_NODE
        frame.key, frame.key_span, frame.is_merging = text, span, is_merge
        if is_merge:
            if frame.merge_span is not None:
                self._report(problems.duplicate_key(text, span, frame.merge_span, "merge several as `<<: [*a, *b]`"))
            frame.merge_span = span
        elif text in frame.entries:
            self._report(problems.duplicate_key(text, span, frame.entries[text].written, "remove one of them"))

    def _alias(self, name: str | None, span: Span) -> None:
        found = self._anchors.get(str(name))
        if found is None:
            raise _Abort(
                Diagnostic("unknown-anchor", f"no anchor `&{name}` stands before `*{name}`", span, hint=_NO_ANCHOR)
            )
        node, size = found
        self._count(size.nodes, span)
        self._descend(size.height, span)
        if self._expects_key():
            if not isinstance(node.value, str):
                raise _Abort(problems.key_not_text(span))
            self._key(self._frames[-1], node.value, span, is_merge=False)
            return
        self._add(node._replace(also=(*node.also, Origin(f"alias *{name}", span))), None, size)

    def _close(self, event: yaml.Event) -> None:
        frame = self._frames.pop()
        if frame.is_key:
            raise _Abort(problems.key_not_text(frame.start))
        end: Any = event.end_mark
        span = Span(self._source, frame.start.line, frame.start.column, end.line + 1, end.column + 1)
        value: dict[str, Node] | list[Node] = frame.items
        if frame.entries is not None:
            value = {**frame.merged, **frame.entries} if frame.merged else frame.entries
        self._add(Node(value, span), frame.anchor, _Size(frame.nodes, frame.height + 1))

    def _add(self, node: Node, anchor: str | None, size: _Size) -> None:
        """Puts a value into the collection that is open; `node` has no key yet, as an alias of it has another."""
        if anchor is not None:
            self._anchors[anchor] = (node, size)
        if not self._frames:
            self._result = node
            return
        frame = self._frames[-1]
        frame.nodes += size.nodes
        # What is merged comes to stand where its mapping would have stood.
        frame.height = max(frame.height, size.height - frame.is_merging)
        if frame.entries is None:
            frame.items.append(node)
        elif frame.key is not None:
            if frame.is_merging:
                self._merge(frame, node)
            elif frame.key not in frame.entries:
                frame.entries[frame.key] = Node(node.value, node.span, frame.key_span, node.also, node.secrets)
            frame.key = None

    def _merge(self, frame: _Frame, node: Node) -> None:
        """`<<`: earlier mappings win over later ones, and the mapping's own keys over all (YAML 1.1's merge type)."""
        parts = node.value if isinstance(node.value, list) else [node]
        for part in parts:
            if not isinstance(part.value, dict):
                hint = "write `<<: *anchor` with an anchor on a mapping"
                self._report(Diagnostic("invalid-merge", "`<<` merges mappings only", frame.key_span, hint=hint))
                continue
            merged = frame.merged = frame.merged or {}
            for key, value in part.value.items():
                if key not in merged:
                    merged[key] = value._replace(also=(*value.also, *part.also)[-_MAX_ORIGINS:])
