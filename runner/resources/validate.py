"""Validates a resource: its fields, then the rules of its kind. Every problem is reported at its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import ValidationError

from runner.diagnostics import Diagnostic, Origin, Report, Severity, Span, join_path, with_article
from runner.document import Node, Path, child, locate, removals
from runner.resources.base import NOTHING, Kind, Manifest, Problem, renamed, without
from runner.resources.fields import Fields

_MOST_PROBLEMS = 1000
"""Problems of one resource that each check reports: as many as are reported of a whole spec."""


class Validated(NamedTuple):
    """What validation found: whether there is no error, and the read-only fields that are to be left out.

    `unread` are the places that are missing or hold what is wrong as a field; `misspelt` are those of unknown fields,
    with the names that were most likely meant.
    """

    is_valid: bool
    read_only: tuple[Path, ...] = ()
    unread: frozenset[Path] = frozenset()
    misspelt: Mapping[Path, str] = NOTHING


def validate(
    kind: Kind,
    node: Node,
    manifest: Manifest,
    path: Path,
    report: Report,
    empty: frozenset[Path] = frozenset(),
    keys: frozenset[tuple[str, str]] = frozenset(),
) -> Validated:
    """Checks a resource; every problem is reported. `path` is the resource's place in the spec.

    Of the places that are `empty` it was said already: that they are missing is not said again. `keys` are the sections
    and keys of the project.
    """
    found: list[Diagnostic] = []
    fields = validate_fields(kind.fields, kind.noun, node, manifest, path, found.append)
    if empty:
        said = {join_path((*path, *place)) for place in empty}
        found = [one for one in found if one.code != "missing-field" or one.path not in said]
    valid = fields.is_valid
    wrong = {(diagnostic.span.line, diagnostic.span.column) for diagnostic in found if diagnostic.span}
    unread = fields.unread | empty
    if fields.read_only:
        manifest = without(manifest, fields.read_only)
    # A rule sees what a misspelt field was meant to be: it neither misses it nor passes over what it holds.
    meant = {(*place[:-1], name): place[-1] for place, name in fields.misspelt.items()}
    if fields.misspelt:
        manifest = renamed(manifest, fields.misspelt)
    for rule in kind.rules:
        for number, problem in enumerate(rule(manifest)):
            if number == _MOST_PROBLEMS:
                found.append(_more(kind.noun, node, path))
                break
            if problem.unless_key in keys:
                continue
            valid = valid and problem.is_warning
            if any(_is_said(place, unread) for place in problem.missing):
                continue
            diagnostic = _rule_error(node, problem, _as_written(problem.path, meant), path)
            # What is wrong as a field already need not be said again by a rule about it.
            if diagnostic.span is None or (diagnostic.span.line, diagnostic.span.column) not in wrong:
                found.append(diagnostic)
    for diagnostic in found:
        report(diagnostic)
    return Validated(valid, fields.read_only)


def validate_fields(
    fields: type[Fields], noun: str, node: Node, values: Manifest, path: Path, report: Report
) -> Validated:
    """Checks values against the fields of `noun` (a word for people); every problem is reported."""
    try:
        fields.model_validate(values)
    except ValidationError as error:
        # Imported when the first mistake is met: a valid spec should not pay for what explains mistakes.
        from runner.resources.field_errors import explain

        errors = error.errors(include_url=False, include_input=False, include_context=True)
        validated = explain(fields, noun, node, path, errors[:_MOST_PROBLEMS], report)
        if len(errors) > _MOST_PROBLEMS:
            report(_more(noun, node, path))
        return validated
    return Validated(is_valid=True)


def _more(noun: str, node: Node, path: Path) -> Diagnostic:
    message = f"{with_article(noun)} has more than {_MOST_PROBLEMS:,} problems; the rest was not looked for"
    return Diagnostic("too-many-problems", message, node.written, join_path(path))


def _is_said(place: Path, unread: frozenset[Path]) -> bool:
    """Whether something was said about a place, or about what it would stand in."""
    return any(place[:end] in unread for end in range(1, len(place) + 1))


def _as_written(path: Path, meant: Mapping[Path, str | int]) -> Path:
    """The place of a field, by the name that it has in the file."""
    written: Path = ()
    for part in path:
        written = (*written, meant.get((*written, part), part))
    return written


def _rule_error(node: Node, problem: Problem, at_path: Path, path: Path) -> Diagnostic:
    at, depth = node, 0
    for part in at_path:
        below = child(at, (part,))
        if below is None:
            break
        at, depth = below, depth + 1
    place: Span = at.written if problem.at_key or depth < len(at_path) else at.span
    if problem.fragment:
        place = locate(at, problem.fragment, problem.occurrence)
    severity = Severity.WARNING if problem.is_warning else Severity.ERROR
    where = join_path((*path, *at_path))
    taken_away = (origin for missing in problem.missing for origin in removals(node, missing))
    other = child(node, problem.beside) if problem.beside else None
    beside = (Origin(f"`{problem.beside[-1]}`", other.span),) if problem.beside and other is not None else ()
    related = tuple(dict.fromkeys((*at.also, *taken_away, *beside)))
    return Diagnostic(problem.code, problem.message, place, where, problem.hint, problem.suggestion, severity, related)
