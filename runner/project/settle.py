"""What a body holds that is not what it looks like: nulls, and versions that are read as numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from runner.diagnostics import Diagnostic, Origin, Report, Severity, join_path
from runner.document import Node, Path, child
from runner.resources import Kind

_WRITTEN = frozenset({"", "~", "null", "Null", "NULL"})
"""How YAML writes null."""


class Survey(NamedTuple):
    """What there is anywhere in a body, so that what looks for it need not look where it is not."""

    has_nulls: bool = False
    has_secrets: bool = False
    has_brackets: bool = False


def survey(node: Node) -> Survey:
    """What there is in a body, in one walk."""
    nulls = secrets = brackets = False
    stack = [node]
    while stack:
        current = stack.pop()
        value = current.value
        secrets = secrets or bool(current.secrets)
        if isinstance(value, str):
            brackets = brackets or "<" in value or "#{" in value or "__" in value
        elif isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            stack += value
        elif value is None:
            nulls = True
    return Survey(nulls, secrets, brackets)


def settle_nulls(kind: Kind, node: Node, path: Path, report: Report) -> tuple[Node, frozenset[Path]]:
    """A body without fields that are null because an expression says so; a null that is written is an error.

    The places of those errors come with it: that the field is missing need not be said as well.

    `field:` with nothing after it is most often a value that was forgotten, and azure-ai-ml refuses it. Where a field
    may be null it stays.
    """
    from runner.resources.annotations import allows_null  # looks into models, which a body without nulls need not

    empty: set[Path] = set()

    def settle(item: Node, at: Path) -> Node:
        value = item.value
        if isinstance(value, list):
            return item._replace(value=[settle(below, (*at, index)) for index, below in enumerate(value)])
        if not isinstance(value, dict):
            return item
        kept: dict[str, Node] = {}
        left_out: list[Origin] = []
        for key, below in value.items():
            place = (*at, key)
            if below.value is not None:
                kept[key] = settle(below, place)
            elif allows_null(kind.fields, place):
                kept[key] = below
            elif is_written(below):
                empty.add(place)
                where = join_path((*path, *place))
                message = f"`{join_path(place)}` is empty"
                hint = "give it a value, or remove it"
                report(Diagnostic("empty-value", message, below.written, where, hint, related=tuple(below.also)))
            else:
                role = f"null, which leaves out `{key}`"
                left_out.append(Origin(role, below.span, is_partial=True, removes=key))
        return item._replace(value=kept, also=(*item.also, *left_out))

    return settle(node, ()), frozenset(empty)


def is_written(node: Node) -> bool:
    """Whether a null stands in the file, and did not come out of an expression."""
    span = node.span
    if span.line != span.end_line:
        return False
    return span.source.line(span.line)[span.column - 1 : span.end_column - 1] in _WRITTEN


def node_without(node: Node, paths: Iterable[Path]) -> Node:
    """A body without some places."""
    dropped = set(paths)

    def copy(item: Node, at: Path) -> Node:
        value = item.value
        if isinstance(value, dict):
            kept = {key: copy(below, (*at, key)) for key, below in value.items() if (*at, key) not in dropped}
            return item._replace(value=kept)
        if isinstance(value, list):
            return item._replace(value=[copy(below, (*at, index)) for index, below in enumerate(value)])
        return item

    return copy(node, ())


def report_versions(node: Node, path: Path, report: Report) -> None:
    """Warns of a version that is read as a number and looks otherwise then: `1.10` is 1.1 (azure-ai-ml takes it so)."""
    version = child(node, ("version",))
    if version is None or not isinstance(version.value, float):
        return
    span = version.span
    written = span.source.line(span.line)[span.column - 1 : span.end_column - 1]
    if written != str(version.value):
        message = f"the version `{written}` is read as the number {version.value}"
        hint = f'write it as text: "{written}"'
        place = join_path((*path, "version"))
        suggestion = f'"{written}"'
        report(Diagnostic("version-as-number", message, span, place, hint, suggestion, Severity.WARNING))
