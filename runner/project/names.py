"""The names that templates may use: `var`, `target`, `matrix`, `project`, `git`, `env`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from runner.template import Names


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
    try:
        if git.is_file():  # a worktree or submodule: `gitdir: PATH`
            git = root / git.read_text("utf-8").removeprefix("gitdir:").strip()
        head = (git / "HEAD").read_text("utf-8").strip()
    except OSError:
        return {}
    if not head.startswith("ref:"):
        return {"commit": head}
    ref = head.removeprefix("ref:").strip()
    found = {"branch": ref.removeprefix("refs/heads/")}
    commit = _commit(git, ref)
    return {**found, "commit": commit} if commit else found


def _commit(git: Path, ref: str) -> str:
    try:
        common = git / (git / "commondir").read_text("utf-8").strip()
    except OSError:
        common = git
    for folder in (git, common):
        try:
            return (folder / ref).read_text("utf-8").strip()
        except OSError:
            continue
    try:
        packed = (common / "packed-refs").read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.split()[0] for line in packed if line.endswith(f" {ref}")), "")


def base_names(project: str, root: Path, variables: Mapping[str, object], env: Mapping[str, str]) -> Names:
    """The names that are the same for a whole project."""
    return Names({"var": variables, "project": project, "git": GitNames(root), "env": env})


def with_target(names: Names, target: Mapping[str, object]) -> Names:
    """The names with those of the chosen target."""
    return Names({**names.roots, "target": target})


def with_cell(names: Names, cell: Mapping[str, object]) -> Names:
    """The names with those of one cell of a matrix."""
    return Names({**names.roots, "matrix": cell})
