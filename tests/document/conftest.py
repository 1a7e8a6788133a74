from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from runner.diagnostics import Diagnostic, Source
from runner.document import DEFAULT_BUDGET, Budget, Node, read_documents

Read = Callable[..., tuple[list[Node], list[Diagnostic]]]


@pytest.fixture(scope="session")
def read() -> Read:
    """Reads a text: its documents, and what was reported."""

    def read_text(text: str, budget: Budget = DEFAULT_BUDGET) -> tuple[list[Node], list[Diagnostic]]:
        found: list[Diagnostic] = []
        return read_documents(Source(Path("/spec.yml"), "spec.yml", text), found.append, budget), found

    return read_text
