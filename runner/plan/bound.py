"""What a plan is bound to: everything that it was made of, each thing by a name that a person knows and a digest."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from runner.document import plain
from runner.identity import Identity
from runner.plan.document import json_value
from runner.policy import Policy
from runner.project import Project, ResourceId

_FILE, _TREE = "file", "content of"

Bound = Mapping[str, str]
"""Names of things, as `file specs/train.yml` or `variable epochs`, with their digests."""


def bound_to(
    project: Project, identities: Mapping[ResourceId, Identity], policies: Iterable[Policy] = ()
) -> dict[str, str]:
    """The files of the spec, the target, the variables' values, every local file of every resource, and the policies.

    Secrets are bound by their names only: a digest of one would tell something about it.
    """
    found = {f"{_FILE} {_relative(project, source.path)}": _digest(source.text) for source in project.sources}
    node = project.targets.get(project.target.name)
    found[f"target {project.target.name}"] = _digest(_text(plain(node)) if node is not None else "")
    found |= {f"variable {name}": _digest(_text(value)) for name, value in project.variables.items()}
    found |= {f"variable {name}": "secret" for name in project.secrets}
    trees = {id(tree): tree for identity in identities.values() for tree in identity.trees.values()}
    for tree in sorted(trees.values(), key=lambda tree: (os.fspath(tree.root), tree.digest)):
        where = f"{_TREE} {_relative(project, tree.root)}"
        found[where] = tree.digest
        if tree.is_folder:
            found |= {f"{where}: {file.path}": file.digest for file in tree.files}
    sources = [source for policy in policies for source in policy.sources]
    found |= {f"policy {source.path.name}": _digest(source.text) for source in sources}
    return found


def changed_files(approved: Bound, root: Path) -> Iterator[str]:
    """The files of the spec that are not as they were, in words: what is wrong in them now need not be read."""
    for name, digest in approved.items():
        kind, _, path = name.partition(" ")
        if kind != _FILE:
            continue
        try:
            is_same = _digest((root / path).read_bytes().decode("utf-8-sig", "surrogateescape")) == digest
        except OSError:
            yield f"{name} is gone"
            continue
        if not is_same:
            yield f"{name} changed"


def differences(approved: Bound, now: Bound) -> Iterator[str]:
    """What is not as it was, in words, the files of a tree rather than the tree."""
    changed = sorted(name for name in approved.keys() | now.keys() if approved.get(name) != now.get(name))
    files = {name.rpartition(": ")[0] for name in changed if ": " in name}
    for name in changed:
        if name not in files:
            how = "was added" if name not in approved else "is gone" if name not in now else "changed"
            yield f"{name} {how}"


def _relative(project: Project, path: os.PathLike[str]) -> str:
    return os.path.relpath(os.path.realpath(path), project.root)


def _text(value: object) -> str:
    return json.dumps(json_value(value), sort_keys=True, ensure_ascii=True, default=str)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
