"""The names that templates may use: `var`, `target`, `matrix`, `project`, `git`, `env`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from runner.diagnostics import Origin
from runner.document import Node
from runner.project.matrix import Cell
from runner.template import Names, Origins

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REFTABLE = "refs/heads/.invalid"
"""What HEAD names in a repository whose references are in tables, which are not read here (git-reftable(5))."""


class GitNames(Mapping[str, str]):
    """`git.commit` and `git.branch`, read from the repository's files when first asked for; no process is started."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._values: dict[str, str] | None = None

    def __getitem__(self, key: str) -> str:
        return self._read()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def _read(self) -> dict[str, str]:
        if self._values is None:
            self._values = read_git(self._root)
        return self._values


def read_git(root: Path) -> dict[str, str]:
    """The commit and branch that are checked out at `root`; without what is not known (gitrepository-layout(5))."""
    git = root / ".git"
    link = _read(git)  # a worktree or submodule: `gitdir: PATH`
    if link:
        git = root / link.removeprefix("gitdir:").strip()
    head = _read(git / "HEAD")
    if not head.startswith("ref:"):
        return {"commit": head} if _COMMIT.fullmatch(head) else {}
    ref = head.removeprefix("ref:").strip()
    if ref == _REFTABLE:
        return {}
    found = {"branch": ref.removeprefix("refs/heads/")}
    commit = _commit(git, ref)
    return {**found, "commit": commit} if commit else found


def _commit(git: Path, ref: str) -> str:
    common = git / (_read(git / "commondir") or ".")
    for folder in (git, common):
        commit = _read(folder / ref)
        # Anything else is no commit: a ref may be written to lead to any file.
        if _COMMIT.fullmatch(commit):
            return commit
    packed = _read(common / "packed-refs").splitlines()
    return next((line.split()[0] for line in packed if line.endswith(f" {ref}")), "")


def _read(path: Path) -> str:
    """The text of a regular file, or nothing."""
    try:
        return path.read_text("utf-8").strip() if path.is_file() else ""
    except (OSError, ValueError):
        return ""


def base_names(
    project: str, root: Path, variables: Mapping[str, object], origins: Origins, env: Mapping[str, str]
) -> Names:
    """The names that are the same for a whole project; `origins` says where each variable got its value."""
    return Names({"var": variables, "project": project, "git": GitNames(root), "env": env}, {"var": origins})


def with_target(names: Names, target: Mapping[str, object], node: Node | None) -> Names:
    """The names with those of the chosen target; `node` is where it is written."""
    role = f"target {target['name']}"
    origins: dict[str, tuple[Origin, ...]] = {}
    if node is not None and isinstance(node.value, dict):
        origins = {key: (Origin(role, item.span), *item.also) for key, item in node.value.items() if key in target}
        origins["name"] = (Origin(role, node.written),)
    return Names({**names.roots, "target": target}, {**names.origins, "target": origins})


def with_cell(names: Names, cell: Cell) -> Names:
    """The names with those of one cell of a matrix."""
    origins = {name: (Origin(f"matrix {name}", node.span), *node.also) for name, node in cell.nodes.items()}
    return Names({**names.roots, "matrix": cell.values}, {**names.origins, "matrix": origins})
