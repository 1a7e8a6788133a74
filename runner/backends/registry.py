"""The backends that there are; one is imported when it is first needed."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import cast

from runner.backend import Backend
from runner.diagnostics import UsageError
from runner.project import Target

BACKENDS = {
    "local": "runner.backends.local.backend:open_target",
}


def open_backend(root: Path, target: Target) -> Backend:
    """The backend of a target, for the project at `root`.

    Raises:
        UsageError: this version has no such backend.
    """
    try:
        module, _, attribute = BACKENDS[target.backend].partition(":")
    except KeyError:
        hint = "`runner render` and `runner plan --offline` work for it"
        raise UsageError(f"this version cannot reach the `{target.backend}` backend yet", hint) from None
    return cast("Backend", getattr(importlib.import_module(module), attribute)(root, target))
