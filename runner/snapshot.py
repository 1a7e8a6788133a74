"""Code trees and input files: which files belong to them, and a digest of their content.

What `.amlignore` of the folder names is left out, or without one, what `.gitignore` files name, as git reads them.
A link is followed inside the project and refused when it leads out of it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from runner.diagnostics import RunnerError
from runner.ignore import Rule, decide, parse_rules

ALWAYS_IGNORED = frozenset({".git", ".runner", "__pycache__", ".ipynb_checkpoints"})
"""Names that are never taken: what git, this tool, Python and Jupyter write on their own."""

_BLOCK = 1024 * 1024
_MAX_IGNORE_BYTES = 1024 * 1024
_MAX_LINKED_FOLDERS = 10_000
"""Folders that are reached through links: a few links that lead to each other's neighbours make billions."""


class TreeFile(NamedTuple):
    """A file of a tree: its path in it (with `/`), where it really is, its size in bytes, its sha256, and whether
    its owner may execute it.
    """

    path: str
    file: Path
    size: int
    digest: str
    is_executable: bool = False


class Tree(NamedTuple):
    """A file or folder as it was read: its files in the order of their paths, and a digest of all of it."""

    root: Path
    files: tuple[TreeFile, ...]
    digest: str
    is_folder: bool


class UnsafeTree(RunnerError):
    """A tree has something in it that cannot be taken: a link out of the project, a device, an unreadable file."""

    exit_code = 3


def read_tree(path: Path, boundary: Path, *, is_data: bool = False) -> Tree:
    """The files of a folder, or the single file, with digests; nothing outside `boundary` is read.

    Ignore files are for code. Of data every file counts: it is what projects keep out of git.

    Raises:
        UnsafeTree: something in it cannot be taken.
    """
    resolved = _resolved(path, boundary)
    if not os.path.isdir(resolved):
        entry = _read_file(path.name, path, resolved)
        return Tree(path, (entry,), entry.digest, is_folder=False)
    ignored = _Nothing() if is_data else _Ignored(resolved, boundary)
    files = tuple(sorted(_walk(path, resolved, boundary, ignored), key=lambda file: os.fsencode(file.path)))
    whole = hashlib.sha256()
    for file in files:
        name = os.fsencode(file.path)  # the bytes that the disk has, whatever the locale
        kind = b"x" if file.is_executable and not is_data else b""  # what git knows of a file's mode
        whole.update(b"%d:%b:%d:%b%b\n" % (len(name), name, file.size, file.digest.encode(), kind))
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
        with _open(file.file, file.file) as source, open(target, "wb") as copy:
            while block := source.read(_BLOCK):
                digest.update(block)
                size += len(block)
                copy.write(block)
            os.fchmod(copy.fileno(), 0o755 if file.is_executable else 0o644)
        if (digest.hexdigest(), size) != (file.digest, file.size):
            raise UnsafeTree(f"{file.file} changed while it was copied", "apply again")


class _Nothing:
    """No ignore files count."""

    def enter(self, prefix: str, entries: list[os.DirEntry[str]]) -> None:
        """Nothing to learn from a folder."""

    def matches(self, path: str, *, is_folder: bool) -> bool:  # noqa: ARG002 - the signature of _Ignored
        """Whether a path of the tree is ignored."""
        return False


class _Ignored:
    """The ignore files that count for a tree, each for the folder it lies in and below."""

    def __init__(self, folder: Path, boundary: Path) -> None:
        self._boundary = boundary
        self._rules: list[tuple[str, str, tuple[Rule, ...]]] = []
        aml = folder / ".amlignore"
        self._uses_git = not os.path.lexists(aml)
        if not self._uses_git:
            self._add(aml, "", "")
            return
        # A `.gitignore` above the folder counts too: seen from there, the folder's own path stands before each file.
        parts = folder.relative_to(boundary).parts
        for depth in range(len(parts)):
            above = boundary.joinpath(*parts[:depth], ".gitignore")
            if os.path.lexists(above):
                self._add(above, "", "/".join(parts[depth:]) + "/")

    def enter(self, prefix: str, entries: list[os.DirEntry[str]]) -> None:
        """Takes the `.gitignore` of a folder of the tree into account."""
        if self._uses_git:
            for entry in entries:
                if entry.name == ".gitignore" and not entry.is_dir():
                    self._add(Path(entry.path), prefix, "")

    def matches(self, path: str, *, is_folder: bool) -> bool:
        """Whether a path of the tree is ignored; the innermost file that says anything decides."""
        for below, before, rules in reversed(self._rules):
            if path.startswith(below):
                found = decide(rules, os.fsencode(before + path[len(below) :]), is_folder=is_folder)
                if found is not None:
                    return found
        return False

    def _add(self, file: Path, below: str, before: str) -> None:
        with _open(_resolved(file, self._boundary), file) as opened:
            content = opened.read(_MAX_IGNORE_BYTES + 1)
        if len(content) > _MAX_IGNORE_BYTES:
            raise UnsafeTree(f"{file} is larger than {_MAX_IGNORE_BYTES // 1024} KiB", "shorten it")
        self._rules.append((below, before, parse_rules(content)))


def _walk(folder: Path, resolved: Path, boundary: Path, ignored: _Ignored | _Nothing) -> Iterator[TreeFile]:
    linked = 0
    # A folder as it is seen and as it is, its path in the tree, and the folders above it, where links lead to it.
    stack: list[tuple[Path, Path, str, tuple[Path, ...], bool]] = [(folder, resolved, "", (), False)]
    while stack:
        seen, real, prefix, above, is_linked = stack.pop()
        linked += is_linked
        if linked > _MAX_LINKED_FOLDERS:
            raise UnsafeTree(f"links in {folder} lead to more than {_MAX_LINKED_FOLDERS:,} folders", "remove some")
        if real in above:
            raise UnsafeTree(f"{seen} leads back to a folder that it lies in", "remove the link")
        try:
            entries = sorted(os.scandir(real), key=lambda entry: entry.name)
        except OSError as error:
            raise UnsafeTree(f"cannot read {seen}: {_reason(error)}") from None
        ignored.enter(prefix, entries)
        for entry in entries:
            path = f"{prefix}{entry.name}"
            is_link = entry.is_symlink()
            is_folder = os.path.isdir(entry.path) if is_link else entry.is_dir()
            if entry.name in ALWAYS_IGNORED or ignored.matches(path, is_folder=is_folder):
                continue
            target = _resolved(Path(entry.path), boundary) if is_link else Path(entry.path)
            if is_folder:
                stack.append((seen / entry.name, target, f"{path}/", (*above, real), is_linked or is_link))
            else:
                yield _read_file(path, seen / entry.name, target)


def _resolved(path: Path, boundary: Path) -> Path:
    resolved = Path(os.path.realpath(path))
    if not resolved.is_relative_to(boundary):
        raise UnsafeTree(f"the link {path} leads out of the project", "copy what it points to, or ignore it")
    return resolved


def _read_file(path: str, seen: Path, resolved: Path) -> TreeFile:
    digest, size = hashlib.sha256(), 0
    with _open(resolved, seen) as opened:
        is_executable = bool(os.fstat(opened.fileno()).st_mode & stat.S_IXUSR)
        while block := opened.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return TreeFile(path, resolved, size, digest.hexdigest(), is_executable)


def _open(resolved: Path, seen: Path) -> BinaryIO:
    """A regular file for reading; `seen` is the path that people know."""
    try:
        # Neither following a link that was put there meanwhile, nor waiting for a FIFO.
        descriptor = os.open(resolved, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise UnsafeTree(f"cannot read {seen}: {_reason(error)}") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnsafeTree(f"{seen} is neither a file nor a folder", "remove or ignore it")
    return os.fdopen(descriptor, "rb")


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
