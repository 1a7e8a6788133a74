"""What `validate` found in one spec, and what a format makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from runner.diagnostics import Diagnostic


class Checked(NamedTuple):
    """One spec after validation: its name and absolute path, what was found, and what it is where it is valid."""

    name: str
    path: Path
    diagnostics: tuple[Diagnostic, ...]
    summary: str = ""


class Written(NamedTuple):
    """A format's text for standard output, and for standard error."""

    out: str
    err: str = ""


Format = Callable[[Sequence[Checked], Path], Written]
"""Writes what was found in several specs; the path is the current folder, which names are relative to."""
