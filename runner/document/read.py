"""Builds positioned values from libyaml's events, in one pass, under a budget.

Events, not `compose`: libyaml's composer recurses and dies on deep nesting, and keeps five times the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from runner.diagnostics import Diagnostic, Origin, Report, Severity, Source, Span
from runner.document.budget import DEFAULT_BUDGET, Budget
from runner.document.node import Node
from runner.document.scalars import LOOKS_LIKE_A_NUMBER, is_core_tag, resolve

_MERGE_KEY = "<<"


class _Abort(Exception):
    """Reading cannot go on; the diagnostic says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


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
    is_key: bool = False
    nodes: int = 1


def read_documents(source: Source, report: Report, budget: Budget = DEFAULT_BUDGET) -> list[Node]:
    """The documents of a YAML text, each with a place for every value.

    Problems that leave the structure readable (a duplicate key, a strange number) are reported and reading goes on;
    a syntax error, a foreign tag or an exceeded budget ends it, and the documents before it are returned.
    """
    if len(source.text.encode("utf-8", "surrogatepass")) > budget.text_bytes:
        span = Span(source, 1, 1, 1, 1)
        report(_over(span, f"the file is larger than {budget.text_bytes // 1024 // 1024} MiB"))
        return []
    documents: list[Node] = []
    try:
        for document in _Reader(source, report, budget).documents():
            documents.append(document)
    except _Abort as abort:
        report(abort.diagnostic)
    except yaml.YAMLError as error:
        report(_syntax_error(source, error))
    return documents


class _Reader:
    """The state of one pass over a text: open collections, anchors, and what has been counted."""

    def __init__(self, source: Source, report: Report, budget: Budget) -> None:
        self._source = source
        self._report = report
        self._budget = budget
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._nodes = 0
        self._result: Node | None = None

    def documents(self) -> Iterator[Node]:
        loader = yaml.CSafeLoader(self._source.text)
        try:
            while loader.check_event():  # type: ignore[no-untyped-call]  # PyYAML's stub is untyped here
                event = loader.get_event()  # type: ignore[no-untyped-call]  # PyYAML's stub is untyped here
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
            loader.dispose()  # type: ignore[no-untyped-call]  # PyYAML's stub is untyped here

    def _span(self, event: yaml.Event) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(self._source, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _node(self, event: yaml.NodeEvent) -> None:
        span = self._span(event)
        if isinstance(event, yaml.AliasEvent):
            self._alias(event, span)
            return
        if isinstance(event, yaml.ScalarEvent):
            self._count(1, span)
            self._scalar(event, span)
            return
        self._count(1, span)
        tag = event.tag  # type: ignore[attr-defined]  # both collection events have it
        if tag is not None and not is_core_tag(tag):
            raise _Abort(_foreign_tag(tag, span))
        if len(self._frames) >= self._budget.depth:
            raise _Abort(_over(span, f"values are nested more than {self._budget.depth} deep"))
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        frame = _Frame(span, event.anchor, None if is_mapping else [], {} if is_mapping else None)
        frame.is_key = self._expects_key()
        self._frames.append(frame)

    def _count(self, nodes: int, span: Span) -> None:
        self._nodes += nodes
        if self._nodes > self._budget.nodes:
            limit = f"{self._budget.nodes:,}"
            raise _Abort(_over(span, f"the file has more than {limit} values, counting what aliases repeat"))

    def _expects_key(self) -> bool:
        return bool(self._frames) and self._frames[-1].entries is not None and self._frames[-1].key is None

    def _scalar(self, event: yaml.ScalarEvent, span: Span) -> None:
        text = event.value
        if len(text) > self._budget.scalar_chars:
            raise _Abort(_over(span, f"a text of {len(text):,} characters"))
        if event.tag is not None and not is_core_tag(event.tag):
            raise _Abort(_foreign_tag(event.tag, span))
        is_plain = event.style is None or event.style == ""
        if self._expects_key():
            self._key(text, span, is_plain)
            return
        try:
            value = resolve(text, is_plain=is_plain, tag=event.tag, max_digits=self._budget.digits)
        except ValueError as error:
            self._report(Diagnostic("invalid-scalar", f"{error}", span, hint="quote it if it is meant as text"))
            value = text
        if is_plain and isinstance(value, str) and LOOKS_LIKE_A_NUMBER.fullmatch(text):
            self._report(_text_like_number(text, span))
        self._add(Node(value, span), event.anchor, 1)

    def _key(self, text: str, span: Span, is_plain: bool) -> None:
        frame = self._frames[-1]
        if frame.entries is None:
            return
        if is_plain and text == _MERGE_KEY:
            frame.key, frame.key_span = _MERGE_KEY, span
            return
        if is_plain and not isinstance(
            resolve(text, is_plain=True, tag=None, max_digits=self._budget.scalar_chars), str
        ):
            hint = f'write it as "{text}"'
            self._report(Diagnostic("key-not-text", f"the key `{text}` is not text", span, hint=hint))
        if text in frame.entries:
            first = frame.entries[text].written
            self._report(
                Diagnostic(
                    "duplicate-key",
                    f"`{text}` is given twice; it was first given in line {first.line}",
                    span,
                    hint="remove one of them",
                    related=(Origin("first given here", first),),
                )
            )
        frame.key, frame.key_span = text, span

    def _alias(self, event: yaml.AliasEvent, span: Span) -> None:
        found = self._anchors.get(event.anchor)
        if found is None:
            name = event.anchor
            raise _Abort(
                Diagnostic("unknown-anchor", f"no anchor `&{name}` stands before `*{name}`", span, hint="define it")
            )
        node, nodes = found
        self._count(nodes, span)
        if self._expects_key():
            if not isinstance(node.value, str):
                raise _Abort(_key_not_text(span))
            self._key(node.value, span, is_plain=False)
            return
        self._add(node._replace(also=(*node.also, Origin(f"alias *{event.anchor}", span))), None, nodes)

    def _close(self, end: Span) -> None:
        frame = self._frames.pop()
        span = Span(self._source, frame.start.line, frame.start.column, end.end_line, end.end_column)
        if frame.is_key:
            raise _Abort(_key_not_text(frame.start))
        value: dict[str, Node] | list[Node]
        if frame.entries is not None:
            value = {**frame.merged, **frame.entries} if frame.merged else frame.entries
        else:
            value = frame.items or []
        self._add(Node(value, span), frame.anchor, frame.nodes)

    def _add(self, node: Node, anchor: str | None, nodes: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = (node, nodes)
        if not self._frames:
            self._result = node
            return
        frame = self._frames[-1]
        frame.nodes += nodes
        if frame.items is not None:
            frame.items.append(node)
        elif frame.entries is not None and frame.key is not None:
            if frame.key == _MERGE_KEY:
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
                merged = value._replace(also=(*value.also, *part.also))
                frame.merged.setdefault(key, merged)


def _syntax_error(source: Source, error: yaml.YAMLError) -> Diagnostic:
    hint = ""
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        problem = error.problem or "cannot be read"
        message = f"{error.context}: {problem}" if error.context else problem
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    else:  # a ReaderError: a character that YAML does not allow, with its offset
        message = getattr(error, "reason", None) or str(error)
        before = source.text[: getattr(error, "position", 0) or 0]
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    text = source.line(line)
    if "\t" in text[: max(column, 1)]:
        hint = "indent with spaces, YAML does not allow tabs"
    elif "{{" in text and '"{{' not in text and "'{{" not in text:
        hint = 'put a value that begins with {{ in quotes: "{{ … }}"'
    return Diagnostic("yaml-syntax", message, Span(source, line, column, line, column + 1), hint=hint)


def _foreign_tag(tag: str, span: Span) -> Diagnostic:
    return Diagnostic("yaml-tag", f"the tag `{tag}` is not allowed", span, hint="remove it, specs are plain data")


def _over(span: Span, what: str) -> Diagnostic:
    return Diagnostic("over-budget", what, span, hint="split the file or remove what is repeated")


def _key_not_text(span: Span) -> Diagnostic:
    hint = ""
    if span.source.line(span.line)[span.column - 2 : span.column] == "{{":
        hint = 'put a value that begins with {{ in quotes: "{{ … }}"'
    return Diagnostic("key-not-text", "a mapping or a list cannot be a key", span, hint=hint)


def _text_like_number(text: str, span: Span) -> Diagnostic:
    mantissa, _, exponent = text.lower().partition("e")
    dotted = mantissa if "." in mantissa else f"{mantissa}.0"
    signed = exponent if exponent[0] in "+-" else f"+{exponent}"
    number = f"{dotted}e{signed}"
    return Diagnostic(
        "text-like-number",
        f"`{text}` is text in YAML 1.1, not a number",
        span,
        hint=f"write {number} for the number, or quote it",
        suggestion=number,
        severity=Severity.WARNING,
    )
