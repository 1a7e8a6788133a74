"""Placeholders: `<NAME>` where somebody is still to write a value, or the Azure CLI gets it from a flag."""

from __future__ import annotations

from runner.diagnostics import Diagnostic, Report, Severity, Span, join_path
from runner.document import Node, Path, locate, walk
from runner.reference import PLACEHOLDER

_OF_PEOPLE = ("command", "description")
"""Fields in which a text between brackets may mean anything."""
_FREE = frozenset({"environment_variables", "tags", "properties"})
"""Fields with values that only the user's own code reads, where `__NAME__` may be one."""


class Placeholders:
    """The placeholders of a body. Of a value that is nothing else, only that it is still to be filled in is said."""

    def __init__(self, node: Node, path: Path, report: Report) -> None:
        self._report = report
        self._found: dict[Span, Diagnostic] = {}
        self._whole: set[Span] = set()
        hint = "write the value" if not path else "write the value, or take it from a variable: {{ var.NAME }}"
        for at, leaf in walk(node):
            match = PLACEHOLDER.search(leaf.value) if isinstance(leaf.value, str) and at else None
            if match is None or at[-1] in _OF_PEOPLE or (match[0].startswith("__") and not _FREE.isdisjoint(at)):
                continue
            message, where = f"`{match[0]}` is still to be filled in", join_path((*path, *at))
            place, also = locate(leaf, match[0]), tuple(leaf.also)
            found = Diagnostic("placeholder", message, place, where, hint, severity=Severity.WARNING, related=also)
            self._found[leaf.span] = found
            if match[0] == leaf.value:
                self._whole.add(leaf.span)

    def report(self, diagnostic: Diagnostic) -> None:
        """Reports what is about something else than a value that is one placeholder.

        Where such a value may be nothing but a number, a word or a file that is there, the placeholder is an error.
        """
        span = diagnostic.span
        if span not in self._whole:
            self._report(diagnostic)
        elif diagnostic.severity is Severity.ERROR:
            self._found[span] = self._found[span]._replace(severity=Severity.ERROR)

    def report_all(self) -> None:
        """Reports each placeholder."""
        for found in self._found.values():
            self._report(found)
