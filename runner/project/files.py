"""Reads the files of a spec: the root of the project, the spec itself, and what it includes."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from runner.diagnostics import Diagnostic, InvalidSpec, Report, Severity, Source, Span
from runner.document import DEFAULT_BUDGET, Node, read_documents

_MAX_FILES = 1000


def find_root(folder: Path) -> Path:
    """The project's root: the nearest ancestor with `.git`, else the folder itself (absolute, links resolved)."""
    resolved = folder.resolve()
    for candidate in (resolved, *resolved.parents):
        if (candidate / ".git").exists():
            return candidate
    return resolved


def read_source(path: Path, shown_as: str) -> Source:
    """The text of a file.

    Raises:
        InvalidSpec: it is not there, not a regular file, too large, or not UTF-8.
    """
    source = Source(path, shown_as, "")
    start = Span(source, 1, 1, 1, 1)
    try:
        # Not blocking: a FIFO in the place of a spec must not make anybody wait.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        hint = "check the path" if isinstance(error, FileNotFoundError) else ""
        problem = f"cannot read {shown_as}: {(error.strerror or str(error)).lower()}"
        raise InvalidSpec([Diagnostic("unreadable-file", problem, hint=hint)]) from None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise InvalidSpec([Diagnostic("unreadable-file", f"{shown_as} is not a regular file")])
        content = file.read(DEFAULT_BUDGET.text_bytes + 1)
    if len(content) > DEFAULT_BUDGET.text_bytes:
        limit = f"{DEFAULT_BUDGET.text_bytes // 1024 // 1024} MiB"
        raise InvalidSpec([Diagnostic("over-budget", f"the file is larger than {limit}", start, hint="split it")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        source.text = content.decode("utf-8", "replace")
        place = Span(source, line, column, line, column + 1)
        raise InvalidSpec(
            [Diagnostic("not-utf8", "the file is not UTF-8 text here", place, hint="save it as UTF-8")]
        ) from None
    return Source(path, shown_as, text)


def shown(path: Path) -> str:
    """A path as people want to see it: relative to the current folder where it lies below, else as it is."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def inside(path: Path, root: Path) -> bool:
    """Whether a path stays below the root once every link is followed."""
    return path.resolve().is_relative_to(root)


class Includes:
    """Follows `include:` from file to file, each file once, inside the root."""

    def __init__(self, root: Path, first: Source, report: Report) -> None:
        self._root = root
        self._report = report
        self._seen = {first.path.resolve(): first}

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every file read so far, the first one included."""
        return tuple(self._seen.values())

    def follow(self, documents: list[Node]) -> Iterator[Node]:
        """The documents, and after each those of the files that it includes."""
        for document in documents:
            yield document
            value = document.value
            if isinstance(value, dict) and "include" in value:
                for path, at in self._paths(value["include"]):
                    yield from self.follow(self._read(path, at))

    def _paths(self, include: Node) -> Iterator[tuple[Path, Node]]:
        items = include.value if isinstance(include.value, list) else [include]
        for item in items:
            if not isinstance(item.value, str):
                hint = "write paths relative to this file: include: [jobs/*.yml]"
                self._report(Diagnostic("wrong-type", "`include` lists paths of files", item.span, "include", hint))
                continue
            folder = item.span.source.path.parent
            pattern = item.value
            found = sorted(glob.glob(glob.escape(str(folder)) + "/" + pattern, recursive=True))
            if not found:
                severity = Severity.WARNING if glob.has_magic(pattern) else Severity.ERROR
                message = f"no file matches `{pattern}`"
                hint = "paths are relative to this file"
                self._report(Diagnostic("missing-include", message, item.span, "include", hint, severity=severity))
            for name in found:
                yield Path(os.path.normpath(name)), item

    def _read(self, path: Path, at: Node) -> list[Node]:
        if not inside(path, self._root):
            message = f"`{shown(path)}` lies outside the project"
            hint = f"files of a project stay below {self._root}"
            self._report(Diagnostic("path-outside-project", message, at.span, "include", hint))
            return []
        if path.resolve() in self._seen:
            return []
        if len(self._seen) >= _MAX_FILES:
            self._report(Diagnostic("over-budget", f"more than {_MAX_FILES} files are included", at.span, "include"))
            return []
        try:
            source = read_source(path, shown(path))
        except InvalidSpec as error:
            for diagnostic in error.diagnostics:
                self._report(diagnostic)
            return []
        self._seen[path.resolve()] = source
        return read_documents(source, self._report)
