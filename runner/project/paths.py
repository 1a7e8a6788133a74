"""Local files and folders that resources name: they exist, are plain, and stay inside the project."""

from __future__ import annotations

import os
import stat
from itertools import islice
from pathlib import Path as FilePath
from typing import NamedTuple

from runner.diagnostics import Diagnostic, Report, Severity, Source, closest, join_path
from runner.document import Node, Path, child, locate
from runner.project.files import inside, shown
from runner.project.model import LocalPath
from runner.reference import is_local_path
from runner.resources import Kind, Manifest, find


class LocalFiles:
    """The files and folders below the root of a project; each is looked at once, however many resources name it.

    A plain file that lies in no repository has no `boundary`: a path out of its folder is then a warning only.
    """

    def __init__(self, root: FilePath, *, has_boundary: bool = True) -> None:
        self.root = root
        self._has_boundary = has_boundary
        self._found: dict[tuple[Source, str], tuple[FilePath, _Problem | None]] = {}

    def look_up(self, source: Source, written: str) -> tuple[FilePath, _Problem | None]:
        """The file that a text in `source` names, which is relative to it, and what is wrong with it."""
        found = self._found.get((source, written))
        if found is None:
            file = FilePath(os.path.normpath(source.path.parent / written))
            found = self._found[source, written] = file, self._problem(file, written)
        return found

    def _problem(self, file: FilePath, written: str) -> _Problem | None:
        if "\0" in written:
            return _Problem("invalid-value", "a path cannot hold a NUL character", "remove it")
        is_inside = inside(file, self.root)
        if not is_inside and self._has_boundary:
            message = f"`{written}` lies outside the project"
            return _Problem("path-outside-project", message, f"keep it below {self.root}")
        try:
            mode = os.stat(file).st_mode
        except OSError as error:
            is_missing = isinstance(error, FileNotFoundError | NotADirectoryError)
            what = "does not exist" if is_missing else f"cannot be read: {(error.strerror or str(error)).lower()}"
            meant = _beside(file, written) if is_missing else ""
            hint = f"did you mean `{meant}`?" if meant else f"it was looked for at {shown(file)}"
            return _Problem("missing-path", f"`{written}` {what}", hint, suggestion=meant)
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            message = f"`{written}` is neither a file nor a folder"
            return _Problem("not-a-file", message, "name a regular file or a folder")
        if is_inside:
            return None
        message = f"`{written}` lies outside the spec's folder, and no repository says how far the project reaches"
        hint = "run `git init` in the folder that holds both"
        return _Problem("path-outside-project", message, hint, Severity.WARNING)


class _Problem(NamedTuple):
    code: str
    message: str
    hint: str
    severity: Severity = Severity.ERROR
    suggestion: str = ""

    def at(self, leaf: Node, where: str) -> Diagnostic:
        """The problem at the text that names the file."""
        span, also = leaf.span, leaf.also
        return Diagnostic(self.code, self.message, span, where, self.hint, self.suggestion, self.severity, also)


_MOST_BESIDE = 500
"""Names of a folder among which one is looked for."""


def _beside(file: FilePath, written: str) -> str:
    """The path with the name of what lies in the same folder and is named nearly so, or an empty text."""
    head, slash, name = written.rstrip("/").rpartition("/")
    try:
        with os.scandir(file.parent) as entries:
            names = [entry.name for entry in islice(entries, _MOST_BESIDE)]
    except OSError:
        return ""
    meant = closest(name, names) if name == file.name else ""
    return f"{head}{slash}{meant}" if meant else ""


def local_paths(
    kind: Kind, node: Node, manifest: Manifest, path: Path, files: LocalFiles, report: Report
) -> tuple[LocalPath, ...]:
    """The local paths of a resource, each relative to the file that wrote it, checked."""
    found = []
    for wanted in kind.local_paths:
        for at, value in find(manifest, wanted):
            leaf = child(node, at)
            if not isinstance(value, str) or leaf is None:
                continue
            if "${{" in value:
                if at[0] != "inputs":  # an input's is checked with its kind: it may be another job's output
                    message = "a path of this machine cannot hold an expression of Azure ML"
                    where, hint = join_path((*path, *at)), "write the path itself"
                    report(Diagnostic("unknown-expression", message, locate(leaf, "${{"), where, hint))
                continue
            if not is_local_path(value):
                continue
            file, problem = files.look_up(leaf.span.source, value)
            if problem is not None:
                if problem.code == "missing-path" and kind.may_come_later:
                    problem = problem._replace(severity=Severity.WARNING)
                report(problem.at(leaf, join_path((*path, *at))))
                if problem.severity is Severity.ERROR:
                    continue
            found.append(LocalPath(at, file, leaf.span.source.path.parent))
    return tuple(found)
