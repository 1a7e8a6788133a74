"""Local files and folders that resources name: they exist, are plain, and stay inside the project."""

from __future__ import annotations

import os
import stat
from pathlib import Path as FilePath

from runner.diagnostics import Diagnostic, Report, join_path
from runner.document import Node, Path, child, locate
from runner.project.files import inside, shown
from runner.project.model import LocalPath
from runner.reference import is_local_path
from runner.resources import Kind, Manifest, find


def local_paths(
    kind: Kind, node: Node, manifest: Manifest, path: Path, root: FilePath, report: Report
) -> tuple[LocalPath, ...]:
    """The local paths of a resource, each relative to the file that wrote it, checked."""
    found = []
    for wanted in kind.local_paths:
        for at, value in find(manifest, wanted):
            leaf = child(node, at)
            if not isinstance(value, str) or leaf is None:
                continue
            where = join_path((*path, *at))
            if "${{" in value:
                if at[0] != "inputs":  # an input's is checked with its kind: it may be another job's output
                    message = "a path of this machine cannot hold an expression of Azure ML"
                    report(
                        Diagnostic("unknown-expression", message, locate(leaf, "${{"), where, "write the path itself")
                    )
                continue
            if not is_local_path(value):
                continue
            beside = leaf.span.source.path.parent
            file = FilePath(os.path.normpath(beside / value))
            problem = _problem(file, value, root)
            if problem is not None:
                code, message, hint = problem
                report(Diagnostic(code, message, leaf.span, where, hint, related=tuple(leaf.also)))
                continue
            found.append(LocalPath(at, file, beside))
    return tuple(found)


def _problem(file: FilePath, written: str, root: FilePath) -> tuple[str, str, str] | None:
    if "\0" in written:
        return "invalid-value", "a path cannot hold a NUL character", "remove it"
    if not inside(file, root):
        return "path-outside-project", f"`{written}` lies outside the project", f"keep it below {root}"
    try:
        mode = os.stat(file).st_mode
    except OSError as error:
        is_missing = isinstance(error, FileNotFoundError | NotADirectoryError)
        what = "does not exist" if is_missing else f"cannot be read: {(error.strerror or str(error)).lower()}"
        return "missing-path", f"`{written}` {what}", f"it was looked for at {shown(file)}"
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return "not-a-file", f"`{written}` is neither a file nor a folder", "name a regular file or a folder"
    return None
