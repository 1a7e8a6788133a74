"""`file:PATH` in the place of a nested body: what that file holds stands there, relative to where that file lies.

As azure-ai-ml reads it (`YamlFileSchema.load_from_file`); only kinds' `nested_files` can be given so.
"""

from __future__ import annotations

import os
from pathlib import Path as FilePath

from runner.diagnostics import Diagnostic, InvalidSpec, Origin, Report, Severity, Source, join_path
from runner.document import Node, Path, child, read_documents
from runner.project.files import read_source, shown
from runner.project.paths import LocalFiles
from runner.reference import is_local_path
from runner.resources import Kind

_PREFIX = "file:"
_BUILD_PATH = ("build", "path")
_OWN = ("$schema", "name", "version")
"""What such a file says of itself as a resource: in its new place it has no name."""


class NestedFiles:
    """Files that stand in the place of a nested body, each read once for a project."""

    def __init__(self, files: LocalFiles, report: Report) -> None:
        self._files = files
        self._report = report
        self._read: dict[str, Node | None] = {}
        self._sources: dict[str, Source] = {}

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every file read so far."""
        return tuple(self._sources.values())

    def put_in(self, kind: Kind, node: Node, path: Path) -> Node:
        """The body of a resource with every `file:PATH` replaced; problems are reported, the text is kept."""
        for wanted in kind.nested_files:
            leaf = child(node, wanted)
            if leaf is not None and isinstance(leaf.value, str) and leaf.value.startswith(_PREFIX):
                body = self._body(leaf, join_path((*path, *wanted)))
                if body is not None:
                    node = _replaced(node, wanted, body)
        return node

    def _body(self, leaf: Node, where: str) -> Node | None:
        written = str(leaf.value).removeprefix(_PREFIX)
        path, problem = self._files.look_up(leaf.span.source, written)
        if problem is not None:
            if problem.severity is Severity.WARNING and not _may_be_read_outside(written, path):
                problem = problem._replace(severity=Severity.ERROR)
            self._report(problem.at(leaf, where))
            if problem.severity is Severity.ERROR:
                return None
        file = str(path)
        if file not in self._read:
            self._read[file] = self._document(file, leaf, where)
        body = self._read[file]
        if body is None or not isinstance(body.value, dict):
            return None
        kept = {key: item for key, item in body.value.items() if key not in _OWN}
        also = (*body.also, *leaf.also, Origin(f"{_PREFIX} in `{where}`", leaf.span))
        taken = self._build_as_taken(body._replace(value=kept), leaf, where)
        return taken._replace(key=leaf.key, also=also)

    def _build_as_taken(self, body: Node, leaf: Node, where: str) -> Node:
        """The body with its build folder as azure-ai-ml takes it: from beside the file that names the body, if it is
        there, though all else in the body is relative to the body's own file.
        """
        build = child(body, _BUILD_PATH)
        if build is None or not isinstance(build.value, str) or not is_local_path(build.value) or "{{" in build.value:
            return body
        own, naming = build.span.source.path.parent, leaf.span.source.path.parent
        taken = os.path.normpath(naming / build.value)
        if taken == os.path.normpath(own / build.value) or not os.path.isdir(taken):
            return body
        message = (
            f"azure-ai-ml takes `{build.value}` from the folder of the file that names this one, and so it is here"
        )
        hint = f"it is {shown(FilePath(taken))}: write the build there, without `{_PREFIX}`, or give the folder another name"
        path, related = f"{where}.{join_path(_BUILD_PATH)}", (Origin(f"{_PREFIX} in `{where}`", leaf.span),)
        severity = Severity.WARNING
        self._report(Diagnostic("ambiguous-path", message, build.span, path, hint, severity=severity, related=related))
        return _replaced(body, _BUILD_PATH, build._replace(value=os.path.relpath(taken, own)))

    def _document(self, file: str, leaf: Node, where: str) -> Node | None:
        try:
            source = read_source(FilePath(file), shown(FilePath(file)))
        except InvalidSpec as error:
            for diagnostic in error.diagnostics:
                self._report(diagnostic._replace(span=diagnostic.span or leaf.span, path=where))
            return None
        self._sources[file] = source
        documents = read_documents(source, self._report)
        if len(documents) == 1 and isinstance(documents[0].value, dict):
            return documents[0]
        message = f"`{shown(FilePath(file))}` does not hold one mapping"
        self._report(Diagnostic("not-a-resource", message, leaf.span, where, "write fields in it as `name: value`"))
        return None


def _may_be_read_outside(written: str, path: FilePath) -> bool:
    """Whether a file outside the spec's folder may be read where no repository says how far the project reaches.

    What is read is shown, in errors and in what is rendered, and a spec may come from anybody: it may name YAML files
    of neighbouring folders, and nothing else of this machine.
    """
    real = FilePath(os.path.realpath(path))
    is_hidden = any(part.startswith(".") for part in real.parts)
    return not written.startswith(("/", "~")) and real.suffix in (".yml", ".yaml") and not is_hidden


def _replaced(node: Node, at: Path, body: Node) -> Node:
    if not at:
        return body._replace(key=node.key)
    if not isinstance(node.value, dict):
        return node
    head = at[0]
    return node._replace(
        value={key: _replaced(item, at[1:], body) if key == head else item for key, item in node.value.items()}
    )
