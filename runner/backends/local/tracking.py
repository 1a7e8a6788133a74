"""The MLflow tracking store of the local target: created once, a run for each job, artifacts when it has ended.

MLflow is imported inside the functions: it takes seconds, and most commands do without it.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from runner.backends.local.layout import JobFolder, Layout
from runner.backends.local.locks import held
from runner.backends.local.moved import follow_move
from runner.diagnostics import ActionFailed
from runner.observed import Status

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

JOB_TAG = "runner.job"
ARTIFACT_ROOT = "_MLFLOW_SERVER_ARTIFACT_ROOT"
"""Where MLflow puts the artifacts of experiments that a job makes itself; else it takes `mlruns/` of the current
folder. The name is MLflow's own for its server (2.x and 3.x), and the only way there is."""
_RUN_STATUS = {Status.COMPLETED: "FINISHED", Status.FAILED: "FAILED", Status.CANCELED: "KILLED"}


def is_installed() -> bool:
    """Whether MLflow can be imported, without importing it."""
    return importlib.util.find_spec("mlflow") is not None


def client(layout: Layout) -> MlflowClient:
    """A client of the tracking store, which is created first where it is not there.

    A fresh SQLite store takes seconds to migrate, and processes that start on it together break it (measured), so it
    is created under a lock. Write-ahead logging lets many jobs log at once.
    """
    if not is_installed():
        raise ActionFailed("the local target needs MLflow", "install it into this Python, as `make quickstart` does")
    # No usage data is sent from here, and MLflow would ask the network at every start.
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ[ARTIFACT_ROOT] = layout.artifacts.as_uri()
    logging.getLogger("alembic").setLevel(logging.ERROR)
    logging.getLogger("mlflow").setLevel(logging.ERROR)
    import mlflow  # 2-4 s

    logging.getLogger("mlflow").setLevel(logging.ERROR)
    _check_path(layout)
    with _failures(layout), held(layout.tracking_lock):
        if not layout.tracking.exists():
            _create(layout)
        found = mlflow.tracking.MlflowClient(tracking_uri=layout.tracking_uri)
        with closing(sqlite3.connect(layout.tracking)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            follow_move(connection, layout)
    return found


def _create(layout: Layout) -> None:
    """Makes the store under another name first: MLflow cannot go on with one whose making was killed."""
    import mlflow

    new = layout.tracking.with_name("mlflow.new.db")
    for leftover in layout.folder.glob(f"{new.name}*"):
        leftover.unlink()
    mlflow.tracking.MlflowClient(tracking_uri=f"sqlite:///{new}").search_experiments(max_results=1)
    new.rename(layout.tracking)


def _check_path(layout: Layout) -> None:
    """SQLAlchemy reads `?` and `%41` in an address, and MLflow quotes nothing: the store would be made elsewhere."""
    from sqlalchemy.engine import make_url

    if make_url(layout.tracking_uri).database != str(layout.tracking):
        hint = "rename the folder: `?` and `%` with two digits cannot stand in its path"
        raise ActionFailed(f"MLflow cannot keep its store in {layout.folder}", hint)


@contextmanager
def _failures(layout: Layout) -> Iterator[None]:
    """What goes wrong in the tracking store, as a line that a user can do something with."""
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (MlflowException, SQLAlchemyError, sqlite3.Error, OSError) as error:
        hint = "free disk space; a damaged file, or one of another MLflow version (`mlflow db upgrade`), move it away"
        raise ActionFailed(f"the tracking store {layout.tracking} failed: {_first_line(error)}", hint) from error


def create_run(
    layout: Layout, found: MlflowClient, experiment: str, job: str, run_name: str, tags: Mapping[str, str]
) -> str:
    """The id of the run of a job; the one that a killed apply made before is taken again."""
    unfinished = f"tags.`{JOB_TAG}` = '{job}' AND attributes.status = 'RUNNING'"
    with _failures(layout):
        experiment_id = _experiment(layout, found, experiment)
        there = found.search_runs([experiment_id], filter_string=unfinished, max_results=1)
        if there:
            return str(there[0].info.run_id)
        run = found.create_run(experiment_id, tags={**tags, JOB_TAG: job}, run_name=run_name)
        return str(run.info.run_id)


def _experiment(layout: Layout, found: MlflowClient, name: str) -> str:
    from mlflow.exceptions import MlflowException

    there = found.get_experiment_by_name(name)
    if there is None:
        try:
            return str(found.create_experiment(name, artifact_location=layout.artifacts.as_uri()))
        except MlflowException:
            there = found.get_experiment_by_name(name)  # a job made it at the same moment
            if there is None:
                raise
    if there.lifecycle_stage == "deleted":
        found.restore_experiment(there.experiment_id)
    return str(there.experiment_id)


def finish_run(layout: Layout, run_id: str, folder: JobFolder, outcome: Status) -> None:
    """Takes a job's log and outputs as artifacts of its run, and closes the run as the job ended."""
    found = client(layout)
    try:
        for artifacts, name in (
            (folder.outputs, "outputs"),
            (folder.named_outputs, "named-outputs"),
            (folder.logs, "logs"),
        ):
            if artifacts.is_dir() and any(artifacts.iterdir()):
                found.log_artifacts(run_id, str(artifacts), name)
    finally:
        found.set_terminated(run_id, status=_RUN_STATUS[outcome])  # also where there was no room for the artifacts


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
