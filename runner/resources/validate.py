"""Validates a resource: its fields, then the rules of its kind. Every problem is reported at its place in the file."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from pydantic import ValidationError

from runner.diagnostics import Diagnostic, Report, Severity, Span, join_path
from runner.document import Node, Path, child, locate
from runner.resources.base import Kind, Manifest, Problem, without
from runner.resources.fields import Fields

_MOST_PROBLEMS = 100
"""Problems of one resource that each check reports: more than anybody reads, and each may take a millisecond."""


_NAMED_IN = {"undefined-input": "inputs", "undefined-output": "outputs", "undefined-search-space": "search_space"}
"""Where the name stands that a rule misses."""


class Validated(NamedTuple):
    """What validation found: whether there is no error, and the read-only fields that are to be left out."""

    is_valid: bool
    read_only: tuple[Path, ...] = ()


def validate(kind: Kind, node: Node, manifest: Manifest, path: Path, report: Report) -> Validated:
    """Checks a resource; every problem is reported. `path` is the resource's place in the spec."""
    found: list[Diagnostic] = []
    fields = validate_fields(kind.fields, kind.noun, node, manifest, path, found.append)
    valid = fields.is_valid
    wrong = {(diagnostic.span.line, diagnostic.span.column) for diagnostic in found if diagnostic.span}
    unreadable = _unreadable(kind, manifest, path, found)
    misspelt = [diagnostic for diagnostic in found if diagnostic.code == "unknown-field" and diagnostic.suggestion]
    misspelt_in = {diagnostic.path.rpartition(".")[0] for diagnostic in misspelt}
    if fields.read_only:
        manifest = without(manifest, fields.read_only)
    for rule in kind.rules:
        for problem in islice(rule(manifest), _MOST_PROBLEMS):
            diagnostic = _rule_error(node, problem, path)
            # What is wrong as a field already need not be said again by a rule about it.
            is_said = diagnostic.span is not None and (diagnostic.span.line, diagnostic.span.column) in wrong
            owners = {diagnostic.path, diagnostic.path.rpartition(".")[0]}
            is_misspelt = diagnostic.code == "missing-field" and bool(owners & misspelt_in)
            is_unread = _NAMED_IN.get(diagnostic.code) in unreadable
            if not is_said and not is_misspelt and not is_unread:
                found.append(diagnostic)
            valid = valid and problem.is_warning
    for diagnostic in found:
        report(diagnostic)
    return Validated(valid, fields.read_only)


def _unreadable(kind: Kind, manifest: Manifest, path: Path, found: list[Diagnostic]) -> set[str]:
    """The sections whose key is misspelt or missing, or whose value is wrong: none of their names can be looked up."""
    at_top = [diagnostic for diagnostic in found if diagnostic.code in ("unknown-field", "wrong-type", "empty-value")]
    owner = join_path(path)
    wrong = {join_path((*path, section)): section for section in _NAMED_IN.values()}
    sections = {wrong[diagnostic.path] for diagnostic in at_top if diagnostic.path in wrong}
    sections |= {diagnostic.suggestion for diagnostic in at_top if diagnostic.path.rpartition(".")[0] == owner}
    required = {name for name, field in kind.fields.model_fields.items() if field.is_required()}
    return sections | (required - set(manifest))


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
        return explain(fields, noun, node, path, errors[:_MOST_PROBLEMS], report)
    return Validated(is_valid=True)


def _rule_error(node: Node, problem: Problem, path: Path) -> Diagnostic:
    at, depth = node, 0
    for part in problem.path:
        below = child(at, (part,))
        if below is None:
            break
        at, depth = below, depth + 1
    place: Span = at.written if problem.at_key or depth < len(problem.path) else at.span
    if problem.fragment:
        place = locate(at, problem.fragment, problem.occurrence)
    severity = Severity.WARNING if problem.is_warning else Severity.ERROR
    where = join_path((*path, *problem.path))
    return Diagnostic(
        problem.code, problem.message, place, where, problem.hint, problem.suggestion, severity, tuple(at.also)
    )
