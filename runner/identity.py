"""Who a resource is: a digest of what it means, and the name and version that follow from it.

The digest (v1) is sha256 over the fields that the spec sets and the project's name, with local paths replaced by the
digests of their content, references to resources of the project by what they lead to, and without the fields that
only describe (a kind's `identity_excluded`). A secret counts by its name only. The rule can never change for what
exists: another digest is another job, which runs again.
"""

from __future__ import annotations

import graphlib
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path as FilePath

from runner.diagnostics import Diagnostic, InvalidSpec, join_path
from runner.document import Path, child
from runner.project import Link, Project, Resource, ResourceId
from runner.resources import Lifecycle, matches
from runner.snapshot import Tree, UnsafeTree, read_tree

DIGEST_VERSION = 1
SHORT = 12
"""Hexadecimal digits of a digest in names and versions."""

_MOST_FILES = 2000
"""Files of a tree that a job remembers one by one."""

_Trees = dict[tuple[FilePath, bool], Tree | None]
"""What was read, as code or as data; None where something in it cannot be taken."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies a resource on a target, and the content it was computed from.

    `fields` are the canonical fields that the digest covers, for telling later what changed. `trees` maps places in
    the manifest to the local files there, `resolved` places to the exact references that are sent.
    """

    digest: str
    name: str
    version: str | None
    fields: Mapping[str, object]
    trees: Mapping[Path, Tree]
    resolved: Mapping[Path, str]

    @property
    def files(self) -> dict[str, dict[str, str]]:
        """The files at each place of the manifest that has some, with the beginnings of their digests: enough to say
        later which of them changed. Of a tree of very many files nothing is kept.
        """
        return {
            join_path(at): {file.path: file.digest[:SHORT] for file in tree.files}
            for at, tree in self.trees.items()
            if tree.is_folder and len(tree.files) <= _MOST_FILES
        }


def identify(project: Project) -> dict[ResourceId, Identity]:
    """The identity of every resource of a project, each after those that it needs.

    Raises:
        InvalidSpec: a code tree or input has something in it that cannot be taken.
    """
    by_id = {resource.id: resource for resource in project.resources}
    order = graphlib.TopologicalSorter({resource.id: resource.needs for resource in project.resources})
    trees: _Trees = {}
    problems: list[Diagnostic] = []
    found: dict[ResourceId, Identity] = {}
    for resource_id in order.static_order():
        resource = by_id[resource_id]
        own_trees = _read_trees(resource, project.root, trees, problems)
        if not problems:
            found[resource_id] = _identify(resource, project.name, found, own_trees)
    if problems:
        raise InvalidSpec(problems)
    return {resource.id: found[resource.id] for resource in project.resources}


def _read_trees(resource: Resource, root: FilePath, trees: _Trees, problems: list[Diagnostic]) -> dict[Path, Tree]:
    """The local files and folders of a resource, each read once for the whole project."""
    own = {}
    for at, file, _ in resource.local_paths:
        is_data = any(matches(at, wanted) for wanted in resource.kind.data_paths)
        if (file, is_data) not in trees:
            # A plain file that lies in no repository may name what lies outside its folder.
            boundary = root if file.is_relative_to(root) else FilePath(os.path.realpath(file))
            trees[file, is_data] = _read_tree(resource, at, file, boundary, problems, is_data=is_data)
        tree = trees[file, is_data]
        if tree is not None:
            own[at] = tree
    return own


def _read_tree(
    resource: Resource, at: Path, file: FilePath, root: FilePath, problems: list[Diagnostic], *, is_data: bool
) -> Tree | None:
    node = child(resource.node, at) or resource.node
    where = join_path((*resource.path, *at))
    try:
        tree = read_tree(file, root, is_data=is_data)
    except UnsafeTree as error:
        problems.append(Diagnostic("unsafe-path", error.message, node.span, where, error.hint))
        return None
    if not (tree.files or is_data):
        hint = "put files there; its .amlignore, or the project's .gitignore files, may leave out all of it"
        problems.append(
            Diagnostic("empty-folder", f"there is no file to take in `{node.value}`", node.span, where, hint)
        )
        return None
    return tree


def _identify(
    resource: Resource, project: str, known: Mapping[ResourceId, Identity], own_trees: Mapping[Path, Tree]
) -> Identity:
    resolved = _resolved(resource.links, known)
    replaced: dict[Path, object] = {at: {"sha256": tree.digest} for at, tree in own_trees.items()}
    replaced |= resolved
    for link in resource.links:
        if link.output is not None:
            replaced[link.at] = {"job": known[link.to].digest, "output": link.output}
    fields = {
        name: _canonical(value, (name,), replaced, resource.kind.identity_excluded)
        for name, value in resource.manifest.items()
        if name not in resource.kind.identity_excluded
    }
    digest = digest_of(resource.kind.name, project, fields)
    version = resource.manifest.get("version")
    if version is not None:
        version = str(version)
    elif resource.kind.lifecycle is Lifecycle.VERSIONED:
        version = f"c{digest[:SHORT]}"
    name = resource.name or f"{project}-{resource.key}-{digest[:SHORT]}"
    return Identity(digest, name, version, fields, own_trees, resolved)


def digest_of(kind: str, project: str, fields: Mapping[str, object]) -> str:
    """The digest (64 hexadecimal digits) of canonical fields."""
    content = {"digest": DIGEST_VERSION, "kind": kind, "project": project, "fields": fields}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _resolved(links: Iterable[Link], known: Mapping[ResourceId, Identity]) -> dict[Path, str]:
    """The exact reference in place of each one that leads to a versioned resource of the project."""
    return {
        link.at: f"azureml:{known[link.to].name}:{known[link.to].version}"
        for link in links
        if link.output is None and known[link.to].version is not None
    }


def _canonical(value: object, path: Path, replaced: Mapping[Path, object], excluded: frozenset[str]) -> object:
    if path in replaced:
        return replaced[path]
    if isinstance(value, Mapping):
        return {
            key: _canonical(item, (*path, key), replaced, excluded)
            for key, item in value.items()
            if join_path((*path, key)) not in excluded
        }
    if isinstance(value, list):
        return [_canonical(item, (*path, index), replaced, excluded) for index, item in enumerate(value)]
    if isinstance(value, date):  # datetime.datetime is one too
        return {"date": value.isoformat()}
    return value
