"""The trainer's modules on the path, a migrated MLflow store to copy, and the trainer as a process."""

import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

TRAINER = Path(__file__).parents[2] / "trainers" / "cnn"
LIBRARIES = ("tensorflow", "keras", "mlflow", "sklearn")

sys.path.append(str(TRAINER))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")


def pytest_collection_modifyitems(items):
    missing = [name for name in LIBRARIES if importlib.util.find_spec(name) is None]
    for item in items:
        if missing and item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.skip(reason=f"not installed: {', '.join(missing)}"))


@dataclass(frozen=True)
class Finished:
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def environment_with():
    """This process's environment without what would steer the trainer, and with the given variables."""

    def make(**extra):
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MLFLOW_", "TF_CONFIG"))}
        return {**inherited, **extra}

    return make


@pytest.fixture(scope="session")
def train(environment_with):
    """Runs train.py with arguments in a folder and gives what it printed."""

    def run(*arguments, cwd, **environment):
        process = subprocess.run(
            [sys.executable, str(TRAINER / "train.py"), *arguments],
            cwd=cwd,
            env=environment_with(**environment),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Finished(process.returncode, process.stdout, process.stderr)

    return run


@pytest.fixture(scope="session")
def migrated_store(tmp_path_factory):
    """An empty MLflow database; its migrations take seconds, a copy takes none."""
    from mlflow import MlflowClient

    path = tmp_path_factory.mktemp("store") / "mlflow.db"
    MlflowClient(f"sqlite:///{path}").search_experiments()
    return path


@pytest.fixture(scope="module")
def module_store(migrated_store, tmp_path_factory):
    """The tracking URI of a store for the tests of one module."""
    path = tmp_path_factory.mktemp("module") / "mlflow.db"
    shutil.copy(migrated_store, path)
    return f"sqlite:///{path}"


@pytest.fixture
def store(migrated_store, tmp_path):
    """The tracking URI of this test's own store, which MLflow uses in this process."""
    import mlflow

    path = tmp_path / "mlflow.db"
    shutil.copy(migrated_store, path)
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(f"sqlite:///{path}")
    yield f"sqlite:///{path}"
    mlflow.set_tracking_uri(before)
