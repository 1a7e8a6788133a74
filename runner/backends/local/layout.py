"""Where the local target keeps things, below `.runner/` at the project's root."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = ".runner"


@dataclass(frozen=True, slots=True)
class JobFolder:
    """The folder of one job."""

    path: Path

    @property
    def launch(self) -> Path:
        """What the supervisor needs to know to start the job (JSON)."""
        return self.path / "launch.json"

    @property
    def manifest(self) -> Path:
        """The manifest as it was submitted, references exact."""
        return self.path / "manifest.yml"

    @property
    def code(self) -> Path:
        """The job's own copy of its code, and its working folder."""
        return self.path / "code"

    @property
    def inputs(self) -> Path:
        """Copies of inputs whose mode is `download`."""
        return self.path / "inputs"

    @property
    def outputs(self) -> Path:
        """What the job leaves in `outputs/` of its working folder."""
        return self.path / "outputs"

    @property
    def named_outputs(self) -> Path:
        """A folder for each of the job's declared outputs, as `az ml job download` lays them out."""
        return self.path / "named-outputs"

    @property
    def logs(self) -> Path:
        """What the job leaves in `logs/` of its working folder, and its own log."""
        return self.path / "logs"

    @property
    def log(self) -> Path:
        """Standard output and error of the job, as they come."""
        return self.logs / "std_log.txt"

    @property
    def supervisor_log(self) -> Path:
        """What the supervisor itself had to say; empty when all went well."""
        return self.path / "supervisor.log"

    @property
    def supervisor_lock(self) -> Path:
        """Held while a supervisor looks after the job."""
        return self.path / "supervisor.lock"

    @property
    def job_lock(self) -> Path:
        """Held while a process of the job lives: each inherits it."""
        return self.path / "job.lock"

    @property
    def cancel_request(self) -> Path:
        """There once somebody asked for the job to be ended."""
        return self.path / "cancel"


@dataclass(frozen=True, slots=True)
class Layout:
    """The places below `.runner/`."""

    root: Path

    @property
    def folder(self) -> Path:
        """`.runner/` itself."""
        return self.root / FOLDER

    @property
    def store(self) -> Path:
        """SQLite file of resources and jobs."""
        return self.folder / "store.db"

    @property
    def tracking(self) -> Path:
        """SQLite file of MLflow's tracking store and model registry."""
        return self.folder / "mlflow.db"

    @property
    def tracking_uri(self) -> str:
        """MLflow's address of it."""
        return f"sqlite:///{self.tracking}"

    @property
    def tracking_lock(self) -> Path:
        """Held while the tracking store is created."""
        return self.folder / "mlflow.lock"

    @property
    def artifacts(self) -> Path:
        """MLflow's artifacts."""
        return self.folder / "artifacts"

    @property
    def apply_lock(self) -> Path:
        """Held while an apply plans and does its effects."""
        return self.folder / "apply.lock"

    @property
    def jobs(self) -> Path:
        """Where the jobs' folders lie."""
        return self.folder / "jobs"

    def job(self, name: str) -> JobFolder:
        """The folder of a job."""
        return JobFolder(self.jobs / name)
