"""This machine as a world in which an apply is killed."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from runner.backends.local.layout import Layout
from runner.backends.local.locks import is_held

_BACKEND = "runner.backends.local.backend"
_STORE = "runner.backends.local.store:Store"
BEFORE = """project: killed
computes:
  small: {type: amlcompute, size: STANDARD_D2_V2, max_instances: 2}
  old: {type: amlcompute, size: STANDARD_D2_V2, max_instances: 1}
environments: {past: {image: "a:1"}}
"""
AFTER = """project: killed
computes: {small: {type: amlcompute, size: STANDARD_D2_V2, max_instances: 3}}
environments: {base: {image: "a:1"}}
jobs:
  one: {command: "echo ran >> MARKS/one", code: src, environment: azureml:base@latest, compute: azureml:small}
  two: {command: "echo ran >> MARKS/two; echo kept > outputs/kept", environment: azureml:base@latest}
"""
_LIMIT_SECONDS = 120


class LocalWorld:
    """Computes are made, changed and deleted, environments made and archived, and two jobs submitted."""

    effects = (
        f"{_STORE}.put_resource",
        f"{_STORE}.set_slots",
        f"{_STORE}.delete_resource",
        f"{_STORE}.archive_resource",
        f"{_STORE}.add_job",
        f"{_STORE}.record_applied",
        "runner.backends.local.tracking:client",
        "runner.backends.local.tracking:create_run",
        f"{_BACKEND}:prepare",
        f"{_BACKEND}:start_next",
    )

    def make(self, folder: Path) -> None:
        """A project that was applied before something was taken out of its spec."""
        shutil.rmtree(folder, ignore_errors=True)
        (folder / ".git").mkdir(parents=True)
        (folder / "marks").mkdir()
        (folder / "src").mkdir()
        (folder / "src/main.py").write_text("print(1)\n")
        (folder / "spec.yml").write_text(BEFORE)
        _runner(folder, "apply", "spec.yml")
        (folder / "spec.yml").write_text(AFTER.replace("MARKS", str(folder / "marks")))

    def command(self) -> tuple[str, ...]:
        """All that an apply can do; the jobs are left running."""
        return ("apply", "spec.yml", "--prune", "--yes", "--detach")

    def is_done(self, code: int, err: str) -> bool:  # noqa: ARG002 - another world looks at it
        """It did what was left."""
        return code == 0

    def wrong(self, folder: Path) -> Iterator[str]:
        """What is twice, lost, left over or locked."""
        layout = Layout(folder.resolve())
        names = _ended(layout)
        if names is None:
            yield "the jobs did not end"
            return
        if [name.split("-")[1] for name in sorted(names)] != ["one", "two"]:
            yield f"the jobs are {names}"
        for mark in ("one", "two"):
            file = folder / "marks" / mark
            ran = file.read_text().count("ran") if file.exists() else 0
            if ran != 1:
                yield f"the job {mark} ran {ran} times"
        folders = sorted(entry.name for entry in layout.jobs.iterdir())
        if folders != sorted(names):
            yield f"the folders of jobs are {folders}"
        with closing(sqlite3.connect(layout.tracking)) as connection:
            runs = connection.execute("SELECT run_uuid, status, lifecycle_stage FROM runs").fetchall()
        if [run[1:] for run in runs] != [("FINISHED", "active")] * 2:
            yield f"the runs are {runs}"
        if is_held(layout.apply_lock) or any(is_held(layout.job(name).supervisor_lock) for name in names):
            yield "a lock is held"
        plan = json.loads(_runner(folder, "plan", "spec.yml", "--prune", "--format", "json"))
        if set(plan["summary"]) != {"unchanged"}:
            yield f"a plan is not empty: {plan['summary']}"
        with closing(sqlite3.connect(layout.store)) as connection:
            rows = connection.execute("SELECT kind, key, archived FROM resources ORDER BY kind, key").fetchall()
        if rows != [("amlcompute", "small", 0), ("environment", "base", 0), ("environment", "past", 1)]:
            yield f"the resources are {rows}"


class ApprovedWorld(LocalWorld):
    """The same by an approved plan, which is applied once: an apply that was killed at its very end was applied."""

    def make(self, folder: Path) -> None:
        """The project with its plan."""
        super().make(folder)
        _runner(folder, "plan", "spec.yml", "--prune", "-o", "plan.json")

    def command(self) -> tuple[str, ...]:
        """The plan instead of the spec."""
        return ("apply", "plan.json", "--yes", "--detach")

    def is_done(self, code: int, err: str) -> bool:
        """It did what was left, or there was nothing left."""
        return code == 0 or (code == 5 and "this plan was applied before" in err)


def _ended(layout: Layout) -> list[str] | None:
    """The names of the jobs once all have ended and their supervisors are gone."""
    end = time.monotonic() + _LIMIT_SECONDS
    while time.monotonic() < end:
        jobs = json.loads(_runner(layout.root, "jobs", "--format", "json"))
        found = jobs["jobs"] if isinstance(jobs, dict) else jobs
        names = [job["name"] for job in found]
        is_over = all(job["status"] in ("Completed", "Failed", "Canceled") for job in found)
        if is_over and not any(is_held(layout.job(name).supervisor_lock) for name in names):
            return names
        time.sleep(0.2)
    return None


def _runner(folder: Path, *arguments: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-m", "runner", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONSAFEPATH": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout
