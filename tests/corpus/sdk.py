"""The bodies that azure-ai-ml makes: the corpus's `oracle.py`, loaded once, and bodies made comparable."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

ORACLE_KINDS = {
    "jobs": "command_job",
    "environments": "environment",
    "computes": "compute",
    "workspace": "workspace",
    "datastores": "datastore",
    "data": "data",
    "models": "model",
}
"""What `oracle.py` calls the kinds of our sections; it loads every kind of job alike."""

_PLACES = frozenset({"codeId", "uri", "contextUri", "path", "dataUri", "modelUri"})
"""Fields of a body that may hold a local path."""


class Answer(NamedTuple):
    """A body, or what the SDK said against the file: at `stage` "load" or "rest" (making the body)."""

    body: object | None
    stage: str
    error: str = ""
    validation: str = ""
    """What the SDK's own validation found in a file that it takes all the same."""


class Sdk:
    """azure-ai-ml as the corpus's `oracle.py` uses it."""

    def __init__(self, corpus: Path) -> None:
        """Imports azure-ai-ml, which takes seconds.

        Raises:
            ImportError: azure-ai-ml is not installed.
        """
        specification = importlib.util.spec_from_file_location("corpus_oracle", corpus / "oracle.py")
        assert specification is not None
        assert specification.loader is not None
        oracle = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(oracle)
        self._run: Callable[[str, str], Mapping[str, object]] = oracle.run
        self._canonical: Callable[[object, str], str] = oracle.canon

    def answer(self, file: Path, kind: str) -> Answer:
        """What the SDK makes of a file of one of the oracle's kinds."""
        found = self._run(str(file), kind)
        found_problems = str(found.get("validate_errors", ""))
        if found.get("serializes"):
            return Answer(found["body"], "ok", validation=found_problems)
        return Answer(None, str(found["stage"]), str(found.get("error")), found_problems)

    def canonical(self, body: object, root: Path) -> str:
        """A body as the corpus's `oracle/*.json` hold them: paths below `root` are written as <ROOT>/…."""
        return self._canonical(body, str(root))


@cache
def sdk(corpus: Path) -> Sdk:
    """The SDK, imported once a process."""
    return Sdk(corpus)


def comparable(body: object, folder: Path) -> object:
    """A body with its local paths resolved, so that bodies of files in two folders can be compared."""
    return _resolved(json.loads(json.dumps(body, default=str)), folder)


def _resolved(value: object, folder: Path, key: str = "") -> object:
    if isinstance(value, dict):
        return {name: _resolved(item, folder, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_resolved(item, folder, key) for item in value]
    if isinstance(value, str) and key in _PLACES and "://" not in value and os.path.exists(folder / value):
        return os.path.realpath(folder / value)
    return value


def differences(one: object, other: object, path: str = "") -> list[str]:
    """Where two bodies differ, with both values."""
    if isinstance(one, dict) and isinstance(other, dict):
        names = [*one, *(name for name in other if name not in one)]
        return [
            line
            for name in names
            for line in differences(one.get(name, "(absent)"), other.get(name, "(absent)"), f"{path}.{name}".strip("."))
        ]
    return [] if one == other and type(one) is type(other) else [f"{path}: {one!r} became {other!r}"]
