"""Makes resources out of expanded nodes: fields validated, local paths and secrets found, references connected."""

from __future__ import annotations

from collections.abc import Mapping

from runner.diagnostics import Diagnostic, Origin, Report, Source, closest, join_path, with_article
from runner.document import Node, Path, child, naming_contributors, plain, walk
from runner.project import links
from runner.project.between import report_too_many_nodes
from runner.project.build_files import BuildFiles
from runner.project.model import Resource
from runner.project.nested import NestedFiles
from runner.project.paths import LocalFiles, local_paths
from runner.project.placeholders import Placeholders
from runner.project.settle import node_without, report_versions, settle_nulls, survey
from runner.reference import PLACEHOLDER
from runner.resources import (
    ENTRIES,
    NOTHING,
    SECTIONS,
    Detected,
    Kind,
    Manifest,
    UnsupportedKind,
    UntoldKind,
    matches,
    validate,
    without,
)

_MOST_DEPENDENCIES = 1_000_000
"""A matrix of 10,000 jobs that each depend on another of 10,000 would take gigabytes."""

STAMP_PREFIX = "runner."


class Maker:
    """Makes the resources of one project out of nodes: expanded, of a known kind, each problem reported.

    `keys` are the sections and keys of the project.
    """

    def __init__(self, files: LocalFiles, report: Report, keys: frozenset[tuple[str, str]] = frozenset()) -> None:
        self._files = files
        self._keys = keys
        self._report = report
        self._nested = NestedFiles(files, report)
        self._build_files = BuildFiles()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Files that were read because a resource names them with `file:`."""
        return self._nested.sources

    def make(
        self, detected: Detected, key: str, family: str, node: Node, path: Path, *, default_name: str | None
    ) -> Resource | None:
        """The resource that a node describes, or None where it is invalid."""
        kind = detected.kind
        node = self._nested.put_in(kind, node, path)
        report = naming_contributors(node, path, self._report)
        there = survey(node)
        placeholders = Placeholders(node, path, report) if there.has_brackets else None
        if placeholders is not None:
            report = placeholders.report
        empty: frozenset[Path] = frozenset()
        if there.has_nulls:
            node, empty = settle_nulls(kind, node, path, report)
        values = plain(node)
        if not isinstance(values, dict):
            return None
        manifest: Manifest = values
        if default_name is not None and "name" not in manifest:
            manifest = {"name": default_name, **manifest}
        if detected.schema_of:
            report(_wrong_schema(detected, node, path))
        found = validate(kind, node, manifest, path, report, empty, self._keys)
        if found.read_only:
            node, manifest = node_without(node, found.read_only), without(manifest, found.read_only)
        name = manifest.get("name")
        if isinstance(name, str) and name and not kind.accepts_name(name) and not PLACEHOLDER.search(name):
            report(_invalid_name(kind, name, node, path))
        files = local_paths(kind, node, manifest, path, self._files, report)
        if any(found.at[-1] in ("conda_file", "path") for found in files):
            self._build_files.check(node, manifest, path, files, report)
        secrets = _secrets(kind, node, path, report) if there.has_secrets else NOTHING
        _refuse_stamps(node, path, report)
        if placeholders is not None:
            placeholders.report_all()
        report_versions(node, path, report)
        if not found.is_valid:
            return None
        written = name if isinstance(name, str) else None
        return Resource(kind, key, family, written, manifest, node, path, files, secrets=secrets)


def _invalid_name(kind: Kind, name: str, node: Node, path: Path) -> Diagnostic:
    at = child(node, ("name",))
    message = f"`{name}` cannot be the name of {with_article(kind.noun)}"
    implied = "" if at is not None else f"; give {with_article(kind.noun)} a `name` of its own"
    place = at.span if at is not None else node.written
    where = join_path((*path, "name"))
    related = tuple(at.also) if at is not None else ()
    return Diagnostic("invalid-name", message, place, where, f"use {kind.name_rule_text}{implied}", related=related)


def _wrong_schema(detected: Detected, node: Node, path: Path) -> Diagnostic:
    at = child(node, ("$schema",)) or node
    message = f"`$schema` is that of {with_article(detected.schema_of)}, and this is {with_article(detected.kind.noun)}"
    hint = f"write …/{ENTRIES[detected.kind.name].schema}.schema.json, or remove it"
    return Diagnostic("wrong-schema", message, at.span, join_path((*path, "$schema")), hint)


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
    for at, current in walk(node):
        if current.secrets:
            found[at] = current.secrets
            if not any(matches(at, wanted) for wanted in kind.credentials):
                name = next(iter(sorted(current.secrets)))
                where = join_path((*path, *at))
                message = f"the secret `{name}` would be readable in this field of a {kind.noun}"
                hint = "keep it in Key Vault and read it in the code; secrets may stand in credentials only"
                report(Diagnostic("secret-exposed", message, current.span, where, hint))
    return found


def unsupported_kind(error: UnsupportedKind, node: Node, path: Path, section: str = "") -> Diagnostic:
    """The diagnostic for a kind that is not one of ours, or not one of a project's `section`."""
    at = child(node, (error.field,)) or node
    message = f"{with_article(error.name)} is not a kind that runner manages"
    hint = f"it manages {_MANAGED}"
    if error.belongs:
        message, hint = f"{with_article(error.name)} cannot stand in `{section}`", f"put it in `{error.belongs}`"
    elif error.meant:
        message, hint = "`$schema` names no kind that there is", f"did you mean `{error.meant}`?"
    elif section:
        hint = f"`{section}` holds {', '.join(f'{ENTRIES[name].noun}s' for name in SECTIONS[section])}"
        hint = "it describes one workspace" if section == "workspace" else hint
    elif error.field == "jobs":
        hint = f"{hint}; a project file begins with `project: NAME`"
    place = at.span if isinstance(at.value, str) else at.written
    return Diagnostic("unsupported-kind", message, place, join_path((*path, error.field)), hint, error.meant)


def untold_kind(error: UntoldKind, node: Node, path: Path) -> Diagnostic:
    """The diagnostic for a body in a section of a project that does not say which of the section's kinds it is of."""
    at, where, types = child(node, ("type",)), join_path((*path, "type")), ", ".join(error.types)
    if at is None:
        return Diagnostic(
            "missing-field", f"`{join_path(path)}` needs a `type`", node.written, where, f"one of {types}"
        )
    from runner.resources.field_errors import in_words  # words that only a mistake needs

    message = f"`type` cannot be {in_words(at)}"
    return Diagnostic("invalid-value", message, at.span, where, f"one of {types}", related=tuple(at.also))


def unknown_kind(document: Node) -> Diagnostic:
    """The diagnostic for a document that does not tell its kind, at its `type` where it has one."""
    hint = "give it a `$schema`, or begin a project file with `project: NAME`"
    entries = document.value if isinstance(document.value, dict) else {}
    if "type" in entries:
        from runner.resources.field_errors import in_words  # words that only a mistake needs

        at = entries["type"]
        types = sorted(entry.type for entry in ENTRIES.values() if entry.type)
        message = f"`type` is {in_words(at)}, which is no kind of resource"
        return Diagnostic("unknown-kind", message, at.span, "type", f"one of {', '.join(types)}; or {hint}")
    misspelt = next((key for key in entries if closest(key, ("type",))), "")
    if misspelt:
        message = f"cannot tell what kind of resource this is: it has no `type`, and a field `{misspelt}`"
        return Diagnostic("unknown-kind", message, entries[misspelt].written, misspelt, "did you mean `type`?", "type")
    return Diagnostic("unknown-kind", "cannot tell what kind of resource this is", document.span, hint=hint)


_MANAGED = "workspaces, computes, datastores, environments, data, models, command jobs and sweep jobs"


def connect(
    made: list[tuple[Resource, Node | None]],
    report: Report,
    broken: frozenset[tuple[str, str]] = frozenset(),
    removed: Mapping[tuple[str, str], Origin] = NOTHING,
) -> tuple[Resource, ...]:
    """The resources with their links; names that clash and circles are reported.

    `broken` are the sections and keys of what is there and invalid: what refers to them is not wrong for that.
    `removed` is what an override took away: what still refers to it names the override.
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
    directory = links.Directory((resource for resource, _ in made), broken, removed)
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
    for resource in connected:
        if resource.kind.section == "jobs":
            report_too_many_nodes(resource, known, report)
    return tuple(links.with_exact_names(resource, known) for resource in connected)
