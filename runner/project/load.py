"""Loads a spec: reads its files and tells the two forms apart. A spec with errors is refused as a whole, at the end."""

from __future__ import annotations

import re
from pathlib import Path as FilePath

from runner.diagnostics import Diagnostic, InvalidSpec, Report, Source, Span, UsageError, has_errors
from runner.document import Node, read_documents
from runner.project.files import find_root, read_source, shown
from runner.project.model import BUILT_IN, Options, Project, Resource, Secrets
from runner.project.resource import connect, make_resource, unsupported_kind
from runner.resources import UnsupportedKind, kind_of

_TELLING = {"project", "include", "variables", "targets", "computes", "environments", "policy"}


def load_project(spec: FilePath, options: Options) -> Project:
    """The project that a spec describes, for the chosen target.

    Raises:
        InvalidSpec: it has errors; every one is in the exception.
        UsageError: the options name a target or variable that the spec does not have.
    """
    found: list[Diagnostic] = []
    source = read_source(spec, shown(spec))
    root = find_root(spec.parent)
    documents = read_documents(source, found.append)
    if not documents and not has_errors(found):
        start = Span(source, 1, 1, 1, 1)
        found.append(Diagnostic("empty-file", "the file holds no resource", start, hint="describe one in it"))
    if any(_is_project(document) for document in documents):
        # Imported when the first project file is met: a plain file needs no variables, targets or templates.
        from runner.project.project_file import load_project_file

        project = load_project_file(source, documents, root, options, found.append)
    else:
        project = _load_plain_file(source, documents, root, options, found.append)
    if project is None or has_errors(found):
        raise InvalidSpec(_in_order(found))
    return project._replace(warnings=tuple(_in_order(found)))


def _in_order(found: list[Diagnostic]) -> list[Diagnostic]:
    """By file and line, each problem once however many cells or aliases repeat it."""
    unique = {(d.code, d.message, d.span): d for d in found}

    def key(diagnostic: Diagnostic) -> tuple[str, int, int]:
        span = diagnostic.span
        return (span.source.name, span.line, span.column) if span else ("", 0, 0)

    return sorted(unique.values(), key=key)


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
    for number, document in enumerate(documents, start=1):
        resource = _plain_resource(document, stem if len(documents) == 1 else f"{stem}-{number}", root, report)
        if resource is not None:
            made.append((resource, None))
    resources = connect(made, report)
    return Project(stem, source.path, root, BUILT_IN, resources, (source,), {}, Secrets())


def _plain_resource(document: Node, stem: str, root: FilePath, report: Report) -> Resource | None:
    if not isinstance(document.value, dict):
        what = "a list" if isinstance(document.value, list) else "empty" if document.value is None else "a single text"
        hint = "write fields as `name: value`"
        report(Diagnostic("not-a-resource", f"the document is {what}, not a resource", document.span, hint=hint))
        return None
    try:
        kind = kind_of(document)
    except UnsupportedKind as error:
        report(unsupported_kind(error, document, ()))
        return None
    if kind is None:
        hint = "give it a `$schema`, or begin a project file with `project: NAME`"
        report(Diagnostic("unknown-kind", "cannot tell what kind of resource this is", document.span, hint=hint))
        return None
    return make_resource(kind, stem, stem, document, (), root, report, default_name=None)
