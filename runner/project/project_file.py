"""Project files: what a project file and all that it includes say, before a target is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import NamedTuple

from runner.diagnostics import Diagnostic, Origin, Report, Source, Span, closest
from runner.document import Node
from runner.project.include import Includes
from runner.resources import SECTIONS

_PROJECT_KEYS = {"project", "include", "variables", "targets", "policy", *SECTIONS}
_PROJECT_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}")


class ProjectFile(NamedTuple):
    """What the files say: the sections, merged over all `sources`, of which `source` is the first."""

    name: str
    source: Source
    root: FilePath
    sources: tuple[Source, ...]
    sections: Mapping[str, Node]
    variables: Node | None
    targets: Node | None
    policy: Node | None


def read_project_file(source: Source, documents: list[Node], root: FilePath, report: Report) -> ProjectFile:
    """A project file and what it includes; every problem is reported."""
    includes = Includes(root, source, report)
    merged, name = _merge_files(includes.follow(documents), source, report)
    sections = {section: merged[section] for section in SECTIONS if section in merged}
    parts = (merged.get(key) for key in ("variables", "targets", "policy"))
    return ProjectFile(name, source, root, includes.sources, sections, *parts)


def _merge_files(documents: Iterable[Node], source: Source, report: Report) -> tuple[dict[str, Node], str]:
    """The fields of all files in one, and the project's name: sections merge, a key that two files give is an error."""
    name_node: Node | None = None
    merged: dict[str, Node] = {}
    for document in documents:
        if not isinstance(document.value, dict):
            report(Diagnostic("wrong-type", "a project file is a mapping", document.span))
            continue
        for key, node in document.value.items():
            if key == "include":
                continue
            if key == "project":
                if name_node is not None and name_node.value != node.value:
                    message = f"the project is named twice; it was first named in {name_node.written}"
                    report(Diagnostic("conflicting-fields", message, node.written, "project", "keep one"))
                name_node = name_node or node
            elif key not in _PROJECT_KEYS:
                meant = closest(key, _PROJECT_KEYS)
                hint = f"did you mean `{meant}`?" if meant else f"it can have {', '.join(sorted(_PROJECT_KEYS))}"
                report(Diagnostic("unknown-field", f"a project has no field `{key}`", node.written, key, hint, meant))
            elif key not in merged:
                merged[key] = node
            else:
                merged[key] = _merge_section(key, merged[key], node, report)
    name = _project_name(name_node, source, report)
    if merged.keys().isdisjoint(SECTIONS):
        start = Span(source, 1, 1, 1, 1)
        hint = f"add {', '.join(SECTIONS)}"
        report(Diagnostic("empty-file", "the project has no resources", start, hint=hint))
    return merged, name


def _merge_section(section: str, first: Node, second: Node, report: Report) -> Node:
    if not (isinstance(first.value, dict) and isinstance(second.value, dict)) or section == "workspace":
        message = f"`{section}` is given in two files"
        related = (Origin("first given here", first.written),)
        report(Diagnostic("duplicate-key", message, second.written, section, "keep one", related=related))
        return first
    for key in first.value.keys() & second.value.keys():
        other, node = first.value[key].written, second.value[key]
        related = (Origin("first given here", other),)
        message = f"`{section}.{key}` is given twice; it was first given in {other}"
        report(Diagnostic("duplicate-key", message, node.written, f"{section}.{key}", "rename one", related=related))
    return first._replace(value={**first.value, **{k: v for k, v in second.value.items() if k not in first.value}})


def _project_name(node: Node | None, source: Source, report: Report) -> str:
    if node is None:
        start = Span(source, 1, 1, 1, 1)
        report(Diagnostic("missing-field", "a project needs `project`, its name", start, hint="add `project: NAME`"))
        return source.path.stem
    if not isinstance(node.value, str) or not _PROJECT_NAME.fullmatch(node.value):
        written = f"`{node.value}`" if isinstance(node.value, str | int | float) else "a mapping, a list or nothing"
        message = f"{written} cannot be a project's name"
        hint = "use letters, digits, `-` and `_`, at most 100, beginning with a letter or digit"
        report(Diagnostic("invalid-name", message, node.span, "project", hint))
        return source.path.stem
    return node.value
