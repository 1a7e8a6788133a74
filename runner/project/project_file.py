"""Project files: several resources with variables, targets, overrides, includes and matrices.

The order is that of the language: target, override, matrix, template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import NamedTuple

from runner.diagnostics import Diagnostic, Origin, Report, Source, Span, closest, join_path
from runner.document import Node, Path, contributors, naming_contributors
from runner.project import matrix, names, targets, variables
from runner.project.include import Includes
from runner.project.model import Options, Project, Resource, Target
from runner.project.paths import LocalFiles
from runner.project.resource import Maker, connect, unsupported_kind
from runner.project.target_rules import report_refused
from runner.resources import SECTIONS, Detected, UnsupportedKind, kind_in_section
from runner.template import Expander, Names

_PROJECT_KEYS = {"project", "include", "variables", "targets", "policy", *SECTIONS}
_MOST_VALUES = 2_000_000
"""Values in all cells of all matrices: twice 10,000 jobs of 100 values."""
_OF_AZURE_ML = frozenset(
    {"undefined-input", "undefined-output", "undefined-search-space", "unknown-expression", "unclosed-expression"}
)
_OWN_KEYS = {"matrix", "depends_on"}
_PROJECT_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}")
_KEY = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}")


class _Spec(NamedTuple):
    """What the files say, before a target is chosen: the sections, merged over all files."""

    name: str
    sections: Mapping[str, Node]
    variables: Node | None
    targets: Node | None


def load_project_file(
    source: Source, documents: list[Node], root: FilePath, options: Options, report: Report
) -> Project | None:
    """The project of a project file and what it includes, or None; every problem is reported.

    Raises:
        UsageError: the options name a target or variable that the spec does not have.
    """
    includes = Includes(root, source, report)
    spec = _merge_files(includes.follow(documents), source, report)
    target_name, target_node = targets.choose(spec.targets, options.target, report)
    declared = variables.declare(spec.variables, report)
    values = variables.resolve(declared, targets.part(target_node, "variables"), target_name, options, report)
    env = {name: options.environ[name] for name in options.allow_env if name in options.environ}
    expander = Expander(report)
    report = _unless_failed(expander, report)
    base = names.base_names(spec.name, root, values.names, values.origins, env)
    target, target_node = _target(target_name, target_node, expander, base, report)
    target_names = {
        "name": target.name,
        "backend": target.backend,
        "subscription_id": target.subscription_id,
        "resource_group": target.resource_group,
        "workspace": target.workspace,
    }
    set_names = {name: value for name, value in target_names.items() if value is not None}
    scope = names.with_target(base, set_names, target_node)
    targets.check_others(spec.targets, target_name, spec.sections, declared, report)
    sections = targets.override(spec.sections, targets.part(target_node, "overrides"), target_name, report)
    maker = _Entries(Maker(LocalFiles(root), report), expander, scope, report)
    made: list[tuple[Resource, Node | None]] = []
    for section in SECTIONS:
        if section not in sections:
            continue
        if section == "workspace":
            workspace_name = target.workspace or spec.name
            made += maker.resources(section, "workspace", sections[section], ("workspace",), workspace_name)
            continue
        entries = sections[section].value
        if not isinstance(entries, dict):
            message = f"`{section}` must be a mapping of keys"
            report(Diagnostic("wrong-type", message, sections[section].written, section))
            continue
        also = sections[section].also
        for key, entry in entries.items():
            # What brought the whole section, as an alias, brought the entry.
            node = entry._replace(also=contributors(sections[section], (key,))) if also else entry
            made += maker.resources(section, key, node, (section, key), key)
    resources = connect(made, report, frozenset(maker.broken))
    report_refused(resources, target, report)
    known = {name: value for name, value in values.names.items() if name not in values.secrets}
    written = dict(spec.targets.value) if spec.targets is not None and isinstance(spec.targets.value, dict) else {}
    if target_node is not None:
        written[target_name] = target_node
    sources = (*includes.sources, *maker.maker.sources)
    project = Project(spec.name, source.path, root, target, resources, sources, known, values.secrets)
    return project._replace(given=values.given, targets=written)


def _unless_failed(expander: Expander, report: Report) -> Report:
    """Reports nothing about a value whose expression failed: what stands there is still the expression.

    What is wrong with Azure ML's own expressions in a text has nothing to do with ours in it.
    """

    def report_others(diagnostic: Diagnostic) -> None:
        if diagnostic.path not in expander.failed or diagnostic.code in _OF_AZURE_ML:
            report(diagnostic)

    return report_others


def _target(
    name: str, node: Node | None, expander: Expander, base: Names, report: Report
) -> tuple[Target, Node | None]:
    """The target, and its node with templates expanded."""
    if node is None or not isinstance(node.value, dict):
        return targets.build(name, node, report), node
    # Overrides are expanded where they end up, in the resources; a target's own variables are not templated.
    own = {key: item for key, item in node.value.items() if key not in ("overrides", "variables")}
    expanded = expander.expand(node._replace(value=own), base, ("targets", name))
    _refuse_secrets(expanded, f"targets.{name}", report)
    fields = expanded.value if isinstance(expanded.value, dict) else {}
    return targets.build(name, expanded, report), node._replace(value={**node.value, **fields})


def _merge_files(documents: Iterable[Node], source: Source, report: Report) -> _Spec:
    """One spec out of all files: sections merge, a key that two files give is an error."""
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
    if "policy" in merged:
        message = "`policy` is not supported yet"
        report(Diagnostic("unsupported-kind", message, merged["policy"].written, "policy", "remove it"))
    name = _project_name(name_node, source, report)
    sections = {section: merged[section] for section in SECTIONS if section in merged}
    if not sections:
        start = Span(source, 1, 1, 1, 1)
        hint = f"add {', '.join(SECTIONS)}"
        report(Diagnostic("empty-file", "the project has no resources", start, hint=hint))
    return _Spec(name, sections, merged.get("variables"), merged.get("targets"))


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


class _Entries:
    """Makes the resources of a section: cells of a matrix, templates expanded, fields validated."""

    def __init__(self, maker: Maker, expander: Expander, scope: Names, report: Report) -> None:
        self.maker = maker
        self._expander = expander
        self._scope = scope
        self._report = report
        self._values = 0
        self.broken: set[str] = set()
        """Keys of jobs that are there and invalid."""

    def resources(
        self, section: str, key: str, node: Node, path: Path, default_name: str
    ) -> list[tuple[Resource, Node | None]]:
        """The resources of one entry, each with its `depends_on`."""
        made = self._resources(section, key, node, path, default_name)
        if made is None and section == "jobs":
            self.broken.add(key)
        return made or []

    def _resources(
        self, section: str, key: str, node: Node, path: Path, default_name: str
    ) -> list[tuple[Resource, Node | None]] | None:
        where = join_path(path)
        if not isinstance(node.value, dict):
            self._report(Diagnostic("wrong-type", f"`{where}` must be a mapping", node.written, where))
            return None
        if not _KEY.fullmatch(key) or (section == "jobs" and "." in key):
            allowed = "letters, digits, `-` and `_`" if section == "jobs" else "letters, digits, `-`, `_` and `.`"
            message = f"`{key}` cannot be a key of `{section}`"
            hint = f"use {allowed}, at most 100, beginning with a letter or digit"
            self._report(Diagnostic("invalid-name", message, node.written, where, hint))
            return None
        own = {name: item for name, item in node.value.items() if name in _OWN_KEYS and section == "jobs"}
        body = node._replace(value={name: item for name, item in node.value.items() if name not in own})
        try:
            detected = kind_in_section(section, body)
        except UnsupportedKind as error:
            self._report(unsupported_kind(error, body, path))
            return None
        depends_on = own.get("depends_on")
        if depends_on is not None:
            depends_on = own["depends_on"] = self._expander.expand(depends_on, self._scope, (*path, "depends_on"))
        if "matrix" not in own:
            made = self._one(detected, key, key, body, path, default_name, self._scope, own)
            return [(made, depends_on)] if made is not None else None
        expanded = self._expander.expand(own["matrix"], self._scope, (*path, "matrix"))
        report = naming_contributors(expanded, (*path, "matrix"), self._report)
        _refuse_secrets(expanded, f"{where}.matrix", report)
        cells = matrix.cells(expanded, f"{where}.matrix", report)
        self._values += len(cells) * _count(body)
        if self._values > _MOST_VALUES:
            message = f"the matrices make more than {_MOST_VALUES:,} values"
            self._report(
                Diagnostic("over-budget", message, own["matrix"].written, f"{where}.matrix", "make them smaller")
            )
            return None
        found: list[tuple[Resource, Node | None]] = []
        for number, cell in enumerate(cells, start=1):
            scope = names.with_cell(self._scope, cell)
            ours = {**own, "matrix": expanded._replace(value=cell.nodes)}
            made = self._one(detected, f"{key}-{number}", key, body, path, default_name, scope, ours)
            if made is not None:
                found.append((made, depends_on))
        return found if found and len(found) == len(cells) else None

    def _one(
        self,
        detected: Detected,
        key: str,
        family: str,
        body: Node,
        path: Path,
        default_name: str,
        scope: Names,
        own: Mapping[str, Node],
    ) -> Resource | None:
        expanded = self._expander.expand(body, scope, path)
        name = default_name if detected.kind.needs_name else None
        made = self.maker.make(detected, key, family, expanded, path, default_name=name)
        return made._replace(own=own) if made is not None else None


def _refuse_secrets(node: Node, where: str, report: Report) -> None:
    """In a target or a matrix a secret would become a text like any other, and nobody knew later that it is one."""
    value = node.value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_secrets(item, where, report)
    if node.secrets:
        message = f"the secret `{min(node.secrets)}` cannot be used here"
        hint = "keep it in Key Vault and read it in the code; secrets may stand in credentials only"
        report(Diagnostic("secret-exposed", message, node.span, where, hint))


def _count(node: Node) -> int:
    """How many values there are in a node."""
    stack, count = [node], 0
    while stack:
        value = stack.pop().value
        count += 1
        if isinstance(value, dict | list):
            stack += value.values() if isinstance(value, dict) else value
    return count
