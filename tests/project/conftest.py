from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from runner.diagnostics import Diagnostic, InvalidSpec, Severity
from runner.project import Options, Project, check_project, load_project

Load = Callable[..., Project]
Fails = Callable[..., list[Diagnostic]]


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """The current folder, and the root of a project: what is beside it lies outside."""
    root = tmp_path / "root"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def load(folder) -> Load:
    """Writes `spec.yml` and other files, and loads it, or checks `every_target`."""

    def load_text(
        text: str, files: Mapping[str, str] | None = None, *, every_target: bool = False, **options
    ) -> Project:
        for name, content in {"spec.yml": text, **(files or {})}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, "utf-8")
        how = check_project if every_target else load_project
        return how(Path("spec.yml"), Options(**options))

    return load_text


@pytest.fixture
def fails(load) -> Fails:
    """The errors of a spec that is invalid."""

    def problems(*arguments, **options) -> list[Diagnostic]:
        with pytest.raises(InvalidSpec) as caught:
            load(*arguments, **options)
        return [found for found in caught.value.diagnostics if found.severity == "error"]

    return problems


@pytest.fixture
def errors(fails) -> Fails:
    """The same without the warnings beside them."""

    def only_errors(*arguments, **options) -> list[Diagnostic]:
        return [found for found in fails(*arguments, **options) if found.severity is Severity.ERROR]

    return only_errors
