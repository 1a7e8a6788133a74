from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from runner.diagnostics import Diagnostic, Source
from runner.document import plain, read_documents
from runner.resources import kind, validate

Check = Callable[[str, str], list[Diagnostic]]


@pytest.fixture(scope="session")
def check(report: Check) -> Check:
    """Validates a text as a resource of the named kind: the errors."""
    return lambda name, text: [found for found in report(name, text) if found.severity == "error"]


@pytest.fixture(scope="session")
def warnings(report: Check) -> Check:
    """Validates a text as a resource of the named kind: the warnings."""
    return lambda name, text: [found for found in report(name, text) if found.severity == "warning"]


@pytest.fixture(scope="session")
def report() -> Check:
    """Validates a text as a resource of the named kind: what was reported."""

    def check_text(name: str, text: str) -> list[Diagnostic]:
        found: list[Diagnostic] = []
        (node,) = read_documents(Source(Path("/spec.yml"), "spec.yml", text), found.append)
        manifest = plain(node)
        assert isinstance(manifest, dict)
        assert not found
        is_valid = validate(kind(name), node, manifest, (), found.append).is_valid
        assert is_valid == (not any(diagnostic.severity == "error" for diagnostic in found))
        return found

    return check_text
