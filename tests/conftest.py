"""Fixtures of all tests: projects in folders of their own, with real files, and a tracking store to copy."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from runner.backends.local import tracking
from runner.backends.local.layout import Layout
from runner.project import Options, Project, load_project

# An example that takes long on a busy machine is no failure; `timeout` ends one that hangs.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

# In the background of a shell SIGINT is ignored, and all that the tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

Content = str | bytes
Load = Callable[..., Project]


def write_files(folder: Path, files: Mapping[str, Content]) -> Path:
    """Writes files by their paths below a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture(scope="session")
def write() -> Callable[[Path, Mapping[str, Content]], Path]:
    """Writes files by their paths below a folder."""
    return write_files


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads a spec from a text; `files` lie beside it, `name` is its own path below `folder`, the root."""

    def load_text(
        spec: str,
        files: Mapping[str, Content] | None = None,
        *,
        folder: Path = tmp_path / "project",
        name: str = "spec.yml",
        target: str | None = None,
        **variables: str,
    ) -> Project:
        (folder / ".git").mkdir(parents=True, exist_ok=True)
        write_files(folder, {**(files or {}), name: spec})
        return load_project(folder / name, Options(target, variables))

    return load_text


@pytest.fixture(scope="session")
def tracking_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tracking store that tests copy: making one takes seconds."""
    layout = Layout(tmp_path_factory.mktemp("tracking"))
    layout.folder.mkdir()
    tracking.client(layout)
    return layout.tracking
