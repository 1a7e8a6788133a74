"""What environments are made of on this machine: conda files that can be read, and folders with a Dockerfile."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path as FilePath

from runner.diagnostics import Diagnostic, InvalidSpec, Report, Severity, join_path
from runner.document import Node, Path, child, read_documents
from runner.project.files import read_source, shown
from runner.project.model import LocalPath
from runner.resources import Manifest, child_value

_DOCKERFILE = "Dockerfile"
"""The name that a build takes where the environment gives no `dockerfile_path`."""
_LETS_THROUGH = frozenset({"duplicate-key", "text-like-number", "key-not-text"})
"""What conda reads as well."""


class BuildFiles:
    """The files of environments, each looked at once for a project, however many jobs are made of it."""

    def __init__(self) -> None:
        self._conda_files: dict[FilePath, tuple[str, tuple[Diagnostic, ...]]] = {}

    def check(self, node: Node, manifest: Manifest, path: Path, files: Iterable[LocalPath], report: Report) -> None:
        """Reports what among the local files of a resource cannot be what its environment is made of."""
        for found in files:
            leaf = child(node, found.at)
            if leaf is None:
                continue
            where, also = join_path((*path, *found.at)), tuple(leaf.also)
            problem = ""
            if found.at[-1] == "conda_file":
                problem, below = self._conda_file(found.file)
                for diagnostic in below:
                    report(diagnostic._replace(span=diagnostic.span or leaf.span, path=where))
            elif found.at[-2:] == ("build", "path"):
                problem = "" if os.path.isdir(found.file) else "is a file, and a build has a folder"
                name = _dockerfile(manifest, found.at)
                if not problem and not os.path.exists(found.file / name):
                    message, hint = f"there is no `{name}` in `{leaf.value}`", "`dockerfile_path` may name another one"
                    severity = Severity.WARNING
                    report(Diagnostic("missing-path", message, leaf.span, where, hint, severity=severity, related=also))
            if problem:
                report(Diagnostic("not-a-file", f"`{leaf.value}` {problem}", leaf.span, where, related=also))

    def _conda_file(self, file: FilePath) -> tuple[str, tuple[Diagnostic, ...]]:
        """What is wrong with a conda file as a whole, and what is wrong in it, at its line."""
        if file not in self._conda_files:
            self._conda_files[file] = _read_conda_file(file)
        return self._conda_files[file]


def _read_conda_file(file: FilePath) -> tuple[str, tuple[Diagnostic, ...]]:
    if os.path.isdir(file):
        return "is a folder, and conda packages stand in a file", ()
    found: list[Diagnostic] = []
    try:
        documents = read_documents(read_source(file, shown(file)), found.append)
    except InvalidSpec as error:
        return "", error.diagnostics
    wrong = tuple(one for one in found if one.code not in _LETS_THROUGH)
    is_mapping = len(documents) == 1 and isinstance(documents[0].value, dict)
    return "" if wrong or is_mapping else "is no conda file: it does not hold one mapping", wrong


def _dockerfile(manifest: Manifest, at: Path) -> str:
    named = child_value(manifest, (*at[:-1], "dockerfile_path"))
    return named if isinstance(named, str) and named else _DOCKERFILE
