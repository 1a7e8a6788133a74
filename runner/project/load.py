"""Loads a spec: reads its files and tells the two forms apart. A spec with errors is refused as a whole, at the end."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path as FilePath

from runner.diagnostics import (
    Diagnostic,
    InvalidSpec,
    Origin,
    Report,
    Severity,
    Source,
    Span,
    UsageError,
    has_errors,
    in_short,
)
from runner.document import Node, read_documents
from runner.project.files import find_root, read_source, shown
from runner.project.links import version_of
from runner.project.model import BUILT_IN, Options, Project, Resource, Secrets
from runner.project.paths import LocalFiles
from runner.project.resource import Maker, connect, unknown_kind, unsupported_kind
from runner.resources import UnsupportedKind, kind_of

_MOST_PROBLEMS = 1000
_MOST_REPORTS = 100_000
"""More than anybody reads; a spec can be written to have millions, each of which takes a moment."""
_MOST_RELATED = 10
"""Places that contributed to one problem: each cell of a matrix has one."""
_TELLING = {"project", "include", "variables", "targets", "computes", "environments", "policy"}


def load_project(spec: FilePath, options: Options) -> Project:
    """The project that a spec describes, for the chosen target.

    Raises:
        InvalidSpec: it has errors; every one is in the exception.
        UsageError: the options name a target or variable that the spec does not have.
    """
    return _valid(spec, options, every_target=False)


def check_project(spec: FilePath, options: Options) -> Project:
    """The project that a spec describes, every target of it checked where the options name none.

    It is that of the default target, or of the first one where none is the default. On another target a variable may
    be without a value, which may come with the command line that names the target.

    Raises:
        InvalidSpec, UsageError: as `load_project` does; that none of several targets is the default is no error.
    """
    return _valid(spec, options, every_target=options.target is None)


def _valid(spec: FilePath, options: Options, *, every_target: bool) -> Project:
    problems = _Problems()
    try:
        project = _load(spec, options, problems, every_target=every_target)
    except _TooManyProblems:
        project = None
    if project is None or has_errors(problems.found):
        raise InvalidSpec(problems.in_order())
    return project._replace(warnings=tuple(problems.in_order()))


class _TooManyProblems(Exception):
    """Loading is given up; the last diagnostic says so."""


class _Problems:
    """What was found, each problem once however many cells or aliases repeat it, with the places of all of them."""

    def __init__(self) -> None:
        self._unique: dict[tuple[str, str, Span | None], Diagnostic] = {}
        self._errors = 0
        self._reports = 0
        self._unread: set[Span] = set()

    @property
    def found(self) -> Iterable[Diagnostic]:
        return self._unique.values()

    def report(self, diagnostic: Diagnostic) -> None:
        self._reports += 1
        diagnostic = in_short(diagnostic)
        key = _key(diagnostic)
        if diagnostic.span in self._unread:
            return  # a value that cannot be read is text now, and wrong as such
        if diagnostic.code == "invalid-scalar" and diagnostic.span is not None:
            self._unread.add(diagnostic.span)
        known = self._unique.get(key)
        if known is None:
            self._unique[key] = diagnostic
            self._errors += diagnostic.severity is Severity.ERROR
        elif diagnostic.related != known.related and len(known.related) < _MOST_RELATED:
            related = tuple(dict.fromkeys((*known.related, *diagnostic.related)))
            self._unique[key] = known._replace(related=related[:_MOST_RELATED])
        if self._errors >= _MOST_PROBLEMS or (self._errors and self._reports >= _MOST_REPORTS):
            message = f"there are {len(self._unique):,} problems and more; the rest was not looked for"
            self._unique["", "", None] = Diagnostic("too-many-problems", message)
            raise _TooManyProblems

    def report_on(self, target: Origin) -> Report:
        """Reports what is wrong on another target only, which is named beside it."""
        known = frozenset(self._unique)

        def report(diagnostic: Diagnostic) -> None:
            if diagnostic.code == "unset-variable" or _key(diagnostic) in known:
                return
            is_in_target = diagnostic.path.startswith("targets.")
            self.report(diagnostic if is_in_target else diagnostic._replace(related=(*diagnostic.related, target)))

        return report

    def in_order(self) -> list[Diagnostic]:
        """By file and line."""

        def key(diagnostic: Diagnostic) -> tuple[str, int, int]:
            span = diagnostic.span
            return (span.source.name, span.line, span.column) if span else ("", 0, 0)

        return sorted(self.found, key=key)


def _key(diagnostic: Diagnostic) -> tuple[str, str, Span | None]:
    """What makes two reports one problem."""
    return diagnostic.code, diagnostic.message, diagnostic.span


def _load(spec: FilePath, options: Options, problems: _Problems, *, every_target: bool) -> Project | None:
    source = read_source(FilePath(os.path.abspath(spec)), shown(spec))
    root = find_root(source.path.parent)
    documents = read_documents(source, problems.report)
    if not documents and not has_errors(problems.found):
        start = Span(source, 1, 1, 1, 1)
        problems.report(Diagnostic("empty-file", "the file holds no resource", start, hint="describe one in it"))
    if not documents and has_errors(problems.found):
        _name_other_kind(source, problems.report)
    if any(_is_project(document) for document in documents):
        # Imported when the first project file is met: a plain file needs no variables, targets or templates.
        from runner.project import targets
        from runner.project.on_target import on_target
        from runner.project.project_file import read_project_file

        file = read_project_file(source, documents, root, problems.report)
        name, node = targets.choose(file.targets, options.target, problems.report, is_any_right=every_target)
        files = LocalFiles(root)
        project = on_target(file, name, node, files, options, problems.report)
        for other, at in targets.named(file.targets).items() if every_target else ():
            if other != name:
                on_target(file, other, at, files, options, problems.report_on(Origin(f"target {other}", at.written)))
        return project
    return _load_plain_file(source, documents, root, options, problems.report)


def _name_other_kind(source: Source, report: Report) -> None:
    """A file that cannot be read whole may still say that it is of a kind that is not one of ours."""
    match = re.search(r"^\$schema:[ \t]*[\"']?(?P<address>[^\s\"'#]+)", source.text, re.MULTILINE)
    if match is None:
        return
    line, column = source.place(match.start("address"))
    span = Span(source, line, column, line, column + len(match["address"]))
    body = Node({"$schema": Node(match["address"], span)}, span)
    try:
        kind_of(body)
    except UnsupportedKind as error:
        report(unsupported_kind(error, body, ()))


def _is_project(document: Node) -> bool:
    """A project file has a key that no CLI v2 file has, and no `$schema` of one."""
    keys = set(document.value) if isinstance(document.value, dict) else set()
    if "project" in keys:
        return True
    return "$schema" not in keys and "type" not in keys and "command" not in keys and bool(keys & _TELLING)


def _load_plain_file(
    source: Source, documents: list[Node], root: FilePath, options: Options, report: Report
) -> Project | None:
    if options.target not in (None, BUILT_IN.name):
        raise UsageError(f"the spec has no target `{options.target}`", f"it has only `{BUILT_IN.name}`, this machine")
    if options.variables or options.variable_files:
        raise UsageError("a plain CLI v2 file has no variables", "begin a project file with `project: NAME`")
    stem = re.sub(r"[^a-zA-Z0-9_-]+", "-", source.path.stem).strip("-") or "spec"
    made: list[tuple[Resource, Node | None]] = []
    unnamed: dict[str, int] = {}
    taken: set[tuple[str, str]] = set()
    maker = Maker(LocalFiles(root, has_boundary=(root / ".git").exists()), report)
    for document in documents:
        resource = _plain_resource(document, stem, maker, report)
        if resource is None:
            continue
        if len(documents) > 1:
            # Numbered for each kind, so that a document of another kind renames nothing.
            section = resource.kind.section
            number = unnamed[section] = unnamed.get(section, 0) + (resource.name is None)
            key = resource.name or (stem if number == 1 else f"{stem}-{number}")
            version = version_of(resource.manifest)
            if (section, key) in taken and version is not None:
                key = f"{key}-{version}"  # another version of the same name
            taken.add((section, key))
            resource = resource._replace(key=key, family=key)
        made.append((resource, None))
    resources = connect(made, report)
    return Project(stem, source.path, root, BUILT_IN, resources, (source, *maker.sources), {}, Secrets())


def _plain_resource(document: Node, stem: str, maker: Maker, report: Report) -> Resource | None:
    if not isinstance(document.value, dict):
        what = "a list" if isinstance(document.value, list) else "empty" if document.value is None else "a single text"
        hint = "write fields as `name: value`"
        report(Diagnostic("not-a-resource", f"the document is {what}, not a resource", document.span, hint=hint))
        return None
    try:
        detected = kind_of(document)
    except UnsupportedKind as error:
        report(unsupported_kind(error, document, ()))
        return None
    if detected is None:
        report(unknown_kind(document))
        return None
    return maker.make(detected, stem, stem, document, (), default_name=None)
