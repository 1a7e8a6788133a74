"""Code trees and input files: which files belong to them, and a digest of their content.

What `.amlignore` of the folder names is left out, or without one, what `.gitignore` files name, as git reads them.
A link is followed inside the project and refused when it leads out of it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from runner.diagnostics import RunnerError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

ALWAYS_IGNORED = frozenset({".git", ".runner", "__pycache__", ".ipynb_checkpoints"})
"""Folders that are never code: what git, this tool, Python and Jupyter write on their own."""

_BLOCK = 1024 * 1024


class TreeFile(NamedTuple):
    """A file of a tree: its path in it (with `/`), where it really is, its size in bytes, and its sha256."""

    path: str
    file: Path
    size: int
    digest: str


class Tree(NamedTuple):
    """A file or folder as it was read: its files in the order of their paths, and a digest of all of it."""

    root: Path
    files: tuple[TreeFile, ...]
    digest: str
    is_folder: bool


class UnsafeTree(RunnerError):
    """A tree has something in it that cannot be taken: a link out of the project, a device, an unreadable file."""

    exit_code = 3


def read_tree(path: Path, boundary: Path) -> Tree:
    """The files of a folder, or the single file, with digests; nothing outside `boundary` is read.

    Raises:
        UnsafeTree: something in it cannot be taken.
    """
    if not path.is_dir():
        entry = _read_file(path.name, path, boundary)
        return Tree(path, (entry,), entry.digest, is_folder=False)
    files = tuple(sorted(_walk(path, boundary), key=lambda file: file.path))
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{len(file.path.encode())}:{file.path}:{file.size}:{file.digest}\n".encode())
    return Tree(path, files, whole.hexdigest(), is_folder=True)


def copy_tree(tree: Tree, destination: Path) -> None:
    """Copies a tree as it was read to a new folder.

    Raises:
        UnsafeTree: a file is not what it was when the tree was read.
    """
    destination.mkdir(parents=True)
    for file in tree.files:
        target = destination / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with open(file.file, "rb") as source, open(target, "wb") as copy:
            while block := source.read(_BLOCK):
                digest.update(block)
                size += len(block)
                copy.write(block)
        if (digest.hexdigest(), size) != (file.digest, file.size):
            raise UnsafeTree(f"{file.file} changed while it was copied", "apply again")
        shutil.copymode(file.file, target)


def _walk(folder: Path, boundary: Path) -> Iterator[TreeFile]:
    ignored = _Ignore(folder, boundary)
    stack: list[tuple[Path, str, tuple[Path, ...]]] = [(folder, "", (folder.resolve(),))]
    while stack:
        current, prefix, above = stack.pop()
        ignored.enter(current, prefix)
        try:
            entries = sorted(os.scandir(current), key=lambda entry: entry.name)
        except OSError as error:
            raise UnsafeTree(f"cannot read {current}: {_reason(error)}") from None
        for entry in entries:
            path = f"{prefix}{entry.name}"
            if entry.name in ALWAYS_IGNORED:
                continue
            real = Path(entry.path)
            if entry.is_symlink():
                if ignored.matches(path, is_folder=os.path.isdir(entry.path)):
                    continue
                real = _resolved(real, boundary)
            if real.is_dir():
                if ignored.matches(path, is_folder=True):
                    continue
                resolved = real.resolve()
                if resolved in above:
                    raise UnsafeTree(f"{entry.path} leads back to a folder that it lies in", "remove the link")
                stack.append((real, f"{path}/", (*above, resolved)))
            elif not ignored.matches(path, is_folder=False):
                yield _read_file(path, real, boundary)


def _resolved(link: Path, boundary: Path) -> Path:
    resolved = link.resolve()
    if not resolved.is_relative_to(boundary):
        raise UnsafeTree(f"the link {link} leads out of the project", "copy what it points to, or ignore it")
    return resolved


def _read_file(path: str, file: Path, boundary: Path) -> TreeFile:
    resolved = _resolved(file, boundary)
    try:
        # Neither following a link that was put there meanwhile, nor waiting for a FIFO.
        descriptor = os.open(resolved, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise UnsafeTree(f"cannot read {file}: {_reason(error)}") from None
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnsafeTree(f"{file} is neither a file nor a folder", "remove or ignore it")
        digest, size = hashlib.sha256(), 0
        while block := opened.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return TreeFile(path, resolved, size, digest.hexdigest())


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


class _Ignore:
    """The ignore files that count for a tree, each for the folder it lies in and below."""

    def __init__(self, folder: Path, boundary: Path) -> None:
        self._specs: list[tuple[str, str, GitIgnoreSpec]] = []
        aml = folder / ".amlignore"
        self._uses_git = not aml.is_file()
        if not self._uses_git:
            self._add(aml, "", "")
            return
        # A `.gitignore` above the folder counts too: seen from there, the folder's own path stands before each file.
        resolved = folder.resolve()
        if resolved.is_relative_to(boundary):
            parts = resolved.relative_to(boundary).parts
            for depth in range(len(parts)):
                above = boundary.joinpath(*parts[:depth])
                self._add(above / ".gitignore", "", "/".join(parts[depth:]) + "/")

    def enter(self, folder: Path, prefix: str) -> None:
        """Takes the `.gitignore` of a folder of the tree into account."""
        if self._uses_git:
            self._add(folder / ".gitignore", prefix, "")

    def matches(self, path: str, *, is_folder: bool) -> bool:
        """Whether a path of the tree is ignored; the last file that says anything decides."""
        ignored = False
        for below, before, spec in self._specs:
            if not path.startswith(below):
                continue
            seen = before + path[len(below) :] + ("/" if is_folder else "")
            decision = spec.check_file(seen).include
            if decision is not None:
                ignored = decision
        return ignored

    def _add(self, file: Path, below: str, before: str) -> None:
        if not file.is_file():
            return
        # Imported when the first ignore file is met: most commands never do.
        from pathspec import GitIgnoreSpec

        lines = file.read_text("utf-8", "replace").splitlines()
        self._specs.append((below, before, GitIgnoreSpec.from_lines(lines)))
