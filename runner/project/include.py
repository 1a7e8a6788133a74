"""Follows `include:` from file to file."""

from __future__ import annotations

import fnmatch
import glob
import os
from collections.abc import Iterator
from pathlib import Path

from runner.diagnostics import Diagnostic, InvalidSpec, Report, Severity, Source
from runner.document import Node, read_documents
from runner.project.files import inside, read_source, shown

_MAX_FILES = 1000


class Includes:
    """Follows `include:` from file to file, each file once, inside the root."""

    def __init__(self, root: Path, first: Source, report: Report) -> None:
        self._root = root
        self._report = report
        self._seen = {os.path.realpath(first.path): first}

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every file read so far, the first one included."""
        return tuple(self._seen.values())

    def follow(self, documents: list[Node]) -> Iterator[Node]:
        """The documents, and after each those of the files that it includes."""
        open_files = [iter(documents)]
        while open_files:
            document = next(open_files[-1], None)
            if document is None:
                open_files.pop()
                continue
            yield document
            value = document.value
            if isinstance(value, dict) and "include" in value:
                open_files.append(self._included(value["include"]))

    def _included(self, include: Node) -> Iterator[Node]:
        for path, at in self._paths(include):
            yield from self._read(path, at)

    def _paths(self, include: Node) -> Iterator[tuple[Path, Node]]:
        items = include.value if isinstance(include.value, list) else [include]
        for item in items:
            if not isinstance(item.value, str):
                hint = "write paths relative to this file: include: [jobs/*.yml]"
                self._report(Diagnostic("wrong-type", "`include` lists paths of files", item.span, "include", hint))
                continue
            pattern = item.value
            try:
                found = matching_files(item.span.source.path.parent, pattern, self._root)
            except OutsideProject:
                self._report_outside(pattern, item)
                continue
            if not found:
                severity = Severity.WARNING if glob.has_magic(pattern) else Severity.ERROR
                message = f"no file matches `{pattern}`"
                hint = "paths are relative to this file"
                self._report(Diagnostic("missing-include", message, item.span, "include", hint, severity=severity))
            for path in found:
                yield path, item

    def _read(self, path: Path, at: Node) -> list[Node]:
        if not inside(path, self._root):
            self._report_outside(shown(path), at)
            return []
        real = os.path.realpath(path)
        if real in self._seen:
            return []
        if len(self._seen) >= _MAX_FILES:
            self._report(Diagnostic("over-budget", f"more than {_MAX_FILES} files are included", at.span, "include"))
            return []
        try:
            source = read_source(path, shown(path), at.span)
        except InvalidSpec as error:
            for diagnostic in error.diagnostics:
                self._report(diagnostic._replace(span=diagnostic.span or at.span))
            return []
        self._seen[real] = source
        return read_documents(source, self._report)

    def _report_outside(self, what: str, at: Node) -> None:
        hint = f"files of a project stay below {self._root}"
        message = f"`{what}` lies outside the project"
        self._report(Diagnostic("path-outside-project", message, at.span, "include", hint))


class OutsideProject(ValueError):
    """A pattern leads out of the project."""


def matching_files(folder: Path, pattern: str, root: Path) -> list[Path]:
    """The files that a pattern relative to a folder names, in order: `*`, `?`, `[…]`, and `**` for folders below.

    Unlike `glob.glob`, it looks at nothing outside the root, and `**` follows no links: two that form a circle would
    be walked for ever. Hidden names are matched only where the pattern writes the dot.

    Raises:
        OutsideProject: the pattern leads out of the root.
    """
    if "\0" in pattern:
        return []
    parts = pattern.split("/")
    fixed = next((index for index, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    start = os.path.normpath(os.path.join(folder, *parts[:fixed])) if not pattern.startswith("/") else "/"
    if not inside(Path(start), root) or ".." in parts[fixed:]:
        raise OutsideProject
    found = {start} if os.path.lexists(start) else set()
    for part in parts[fixed:]:
        found = {below for at in found for below in _below(at, part)}
    return [Path(name) for name in sorted(found)]


def _below(folder: str, part: str) -> Iterator[str]:
    if part == "**":
        for at, folders, _ in os.walk(folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield at
    elif not glob.has_magic(part):
        path = os.path.join(folder, part)
        if os.path.lexists(path):
            yield path
    elif os.path.isdir(folder):
        for name in os.listdir(folder):
            if fnmatch.fnmatchcase(name, part) and (part.startswith(".") or not name.startswith(".")):
                yield os.path.join(folder, name)
