"""Makes resources out of expanded nodes: fields validated, local paths and secrets found, references connected."""

from __future__ import annotations

from pathlib import Path as FilePath

from runner.diagnostics import Diagnostic, Report, join_path, with_article
from runner.document import Node, Path, child, naming_contributors, plain
from runner.project import links
from runner.project.model import Resource
from runner.project.paths import local_paths
from runner.resources import Kind, UnsupportedKind, matches, validate

_MOST_DEPENDENCIES = 1_000_000
"""A matrix of 10,000 jobs that each depend on another of 10,000 would take gigabytes."""

STAMP_PREFIX = "runner."


def make_resource(
    kind: Kind,
    key: str,
    family: str,
    node: Node,
    path: Path,
    root: FilePath,
    report: Report,
    *,
    default_name: str | None,
) -> Resource | None:
    """The resource that a node describes, or None where it is invalid; every problem is reported."""
    node = _without_nulls(node)
    report = naming_contributors(node, path, report)
    manifest = plain(node)
    if not isinstance(manifest, dict):
        return None
    if default_name is not None and "name" not in manifest:
        manifest = {"name": default_name, **manifest}
    valid = validate(kind, node, manifest, path, report)
    name = manifest.get("name")
    if isinstance(name, str) and not kind.accepts_name(name):
        at = child(node, ("name",)) or node
        place = at.span if at is not node else node.written
        message = f"`{name}` cannot be the name of a {kind.noun}"
        where = join_path((*path, "name"))
        implied = "" if at is not node else f"; give {with_article(kind.noun)} a `name` of its own"
        report(Diagnostic("invalid-name", message, place, where, f"use {kind.name_rule_text}{implied}"))
    files = local_paths(kind, node, manifest, path, root, report)
    secrets = _secrets(kind, node, path, report)
    _refuse_stamps(node, path, report)
    if not valid:
        return None
    written = name if isinstance(name, str) else None
    return Resource(kind, key, family, written, manifest, node, path, files, secrets=secrets)


def _without_nulls(node: Node) -> Node:
    """A field that is null is not set. The entries of inputs and outputs are no fields: a null there stays."""
    if not isinstance(node.value, dict):
        return node
    kept = {
        key: _with_all_entries(item) if key in ("inputs", "outputs") else _without_nulls(item)
        for key, item in node.value.items()
        if item.value is not None
    }
    return node._replace(value=kept)


def _with_all_entries(node: Node) -> Node:
    if not isinstance(node.value, dict):
        return node
    return node._replace(value={key: _without_nulls(item) for key, item in node.value.items()})


def _refuse_stamps(node: Node, path: Path, report: Report) -> None:
    """What an apply writes on a resource is how it is found again: a spec cannot claim to be another project's."""
    for field in ("tags", "properties"):
        entries = child(node, (field,))
        for key, item in entries.value.items() if entries is not None and isinstance(entries.value, dict) else ():
            if key.lower().startswith(STAMP_PREFIX):
                message = f"`{key}` is runner's own: names that begin with `{STAMP_PREFIX}` are written by an apply"
                where = join_path((*path, field, key))
                report(Diagnostic("reserved-name", message, item.written, where, "choose another name"))


def _secrets(kind: Kind, node: Node, path: Path, report: Report) -> dict[Path, frozenset[str]]:
    """Where secrets stand. They belong in credentials: anything else can be read by whoever can read the workspace."""
    found: dict[Path, frozenset[str]] = {}
    stack: list[tuple[Path, Node]] = [((), node)]
    while stack:
        at, current = stack.pop()
        if current.secrets:
            found[at] = current.secrets
            if not any(matches(at, wanted) for wanted in kind.credentials):
                name = next(iter(sorted(current.secrets)))
                where = join_path((*path, *at))
                message = f"the secret `{name}` would be readable in this field of a {kind.noun}"
                hint = "keep it in Key Vault and read it in the code; secrets may stand in credentials only"
                report(Diagnostic("secret-exposed", message, current.span, where, hint))
        if isinstance(current.value, dict):
            stack += [((*at, key), item) for key, item in current.value.items()]
        elif isinstance(current.value, list):
            stack += [((*at, index), item) for index, item in enumerate(current.value)]
    return found


def unsupported_kind(error: UnsupportedKind, node: Node, path: Path) -> Diagnostic:
    """The diagnostic for a kind that is not one of ours."""
    at = child(node, (error.field,)) or node
    message = f"{with_article(error.name)} is not a kind that runner manages"
    hint = "it manages command jobs, environments, compute clusters and workspaces"
    if error.field == "jobs":
        hint = f"{hint}; a project file begins with `project: NAME`"
    return Diagnostic("unsupported-kind", message, at.span, join_path((*path, error.field)), hint)


def connect(
    made: list[tuple[Resource, Node | None]], report: Report, broken: frozenset[str] = frozenset()
) -> tuple[Resource, ...]:
    """The resources with their links; names that clash and circles are reported.

    `broken` are the keys of jobs that are there and invalid: what refers to them is not wrong for that.
    """
    seen: dict[tuple[str, str, str | None], Resource] = {}
    for resource, _ in made:
        for name in sorted({resource.key, resource.name or resource.key}):
            other = seen.setdefault((resource.kind.section, name, links.version_of(resource.manifest)), resource)
            if other is not resource:
                given = child(resource.node, ("name",)) if name == resource.name else None
                place = resource.node.written if given is None else given.span
                where = join_path(resource.path if given is None else (*resource.path, "name"))
                message = f"`{name}` names two {resource.kind.noun}s; the other is in {other.node.written}"
                report(Diagnostic("duplicate-name", message, place, where, "rename one"))
    directory = links.Directory((resource for resource, _ in made), broken)
    connected: list[Resource] = []
    total = 0
    for resource, depends_on in made:
        found = links.links_of(resource, directory, report)
        needs = links.dependencies(resource, depends_on, directory, report)
        total += len(needs)
        if depends_on is not None and total > _MOST_DEPENDENCIES:
            message = f"jobs depend on each other more than {_MOST_DEPENDENCIES:,} times"
            where = join_path((*resource.path, "depends_on"))
            report(Diagnostic("over-budget", message, depends_on.written, where, "let one job stand between them"))
            break
        connected.append(resource._replace(links=found, depends_on=needs))
    links.report_cycle(connected, report)
    known = {resource.id: resource for resource in connected}
    return tuple(links.with_exact_names(resource, known) for resource in connected)
