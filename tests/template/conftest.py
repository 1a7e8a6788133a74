from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runner.diagnostics import Diagnostic, Origin, Source
from runner.document import Node, child, read_documents
from runner.template import Expander, Names, Secret, TemplateBudget

Expand = Callable[..., tuple[Any, list[Diagnostic]]]

VARIABLES: dict[str, object] = {
    "epochs": 10,
    "rate": 0.001,
    "version": "3.10",
    "flag": True,
    "nothing": None,
    "text": "a b",
    "list": [1, "two", None],
    "map": {"a": 1, "b": [2]},
    "long": "x" * 200_000,
    "password": Secret("password"),
}


@pytest.fixture(scope="session")
def expand() -> Expand:
    """Expands the value of `a` in a YAML text: its node, and what was reported."""

    def expand_text(text: str, budget: TemplateBudget | None = None, **more: object) -> tuple[Node, list[Diagnostic]]:
        found: list[Diagnostic] = []
        source = Source(Path("/spec.yml"), "spec.yml", text)
        (document,) = read_documents(source, found.append)
        origins = {"var": {name: (Origin(f"variable {name}", document.span),) for name in (*VARIABLES, "unset")}}
        roots = {"var": VARIABLES, "project": "p", "env": {}, "matrix": {"rate": 0.1}, **more}
        expanded = Expander(found.append, budget).expand(document, Names(roots, origins))
        node = child(expanded, ("a",))
        assert node is not None
        return node, found

    return expand_text
