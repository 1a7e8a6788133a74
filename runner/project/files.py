"""Files of a spec: the root of the project, what lies in it, and texts."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from runner.diagnostics import Diagnostic, InvalidSpec, Source, Span
from runner.document import DEFAULT_BUDGET


def find_root(folder: Path) -> Path:
    """The project's root: the nearest ancestor with `.git`, else the folder itself (absolute, links resolved)."""
    resolved = folder.resolve()
    for candidate in (resolved, *resolved.parents):
        if (candidate / ".git").exists():
            return candidate
    return resolved


def read_source(path: Path, shown_as: str, included_at: Span | None = None) -> Source:
    """The text of a file; `included_at` is the entry that led to it.

    Raises:
        InvalidSpec: it is not there, not a regular file, too large, or not UTF-8.
    """
    source = Source(path, shown_as, "")
    start = Span(source, 1, 1, 1, 1)
    try:
        # Not blocking: a FIFO in the place of a spec must not make anybody wait.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        hint = "check the path" if isinstance(error, FileNotFoundError) else ""
        problem = f"cannot read {shown_as}: {(error.strerror or str(error)).lower()}"
        raise InvalidSpec([Diagnostic("unreadable-file", problem, hint=hint)]) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InvalidSpec([Diagnostic("unreadable-file", f"{shown_as} is not a regular file")])
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(DEFAULT_BUDGET.text_bytes + 1)
    if len(content) > DEFAULT_BUDGET.text_bytes:
        limit = f"{DEFAULT_BUDGET.text_bytes // 1024 // 1024} MiB"
        raise InvalidSpec([Diagnostic("over-budget", f"the file is larger than {limit}", start, hint="split it")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        source.text = content.decode("utf-8", "replace")
        place = Span(source, line, column, line, column + 1)
        raise InvalidSpec(
            [Diagnostic("not-utf8", "the file is not UTF-8 text here", place, hint="save it as UTF-8")]
        ) from None
    return Source(path, shown_as, text, included_at)


def shown(path: Path) -> str:
    """A path as people want to see it: relative to the current folder where it lies below, else as it is."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def inside(path: Path, root: Path) -> bool:
    """Whether a path stays below the root once every link is followed."""
    return Path(os.path.realpath(path)).is_relative_to(root)
