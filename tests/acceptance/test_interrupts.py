"""What an apply leaves when it is interrupted, hung up on, or has no MLflow."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import runner

RUNNER = [str(Path(sys.executable).parent / "runner")]
SPEC = "project: demo\njobs: {long: {command: 'echo up; sleep 1000', environment: {image: a}}}\n"


@pytest.fixture
def project(tmp_path, tracking_store):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".runner").mkdir()
    shutil.copy(tracking_store, tmp_path / ".runner/mlflow.db")
    (tmp_path / "spec.yml").write_text(SPEC)
    yield tmp_path
    subprocess.run([*RUNNER, "cancel", "long"], cwd=tmp_path, capture_output=True, check=False)


def statuses(project):
    listed = subprocess.run([*RUNNER, "jobs", "--format", "json"], cwd=project, capture_output=True, check=True)
    return [job["status"] for job in json.loads(listed.stdout)["jobs"]]


def eventually(check):
    end = time.monotonic() + 60
    while not check():
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_the_job_goes_on_when_the_display_is_interrupted_or_the_terminal_closes(project, number):
    apply = subprocess.Popen(
        [*RUNNER, "apply", "spec.yml"], cwd=project, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    eventually(lambda: statuses(project) == ["Running"])
    os.killpg(apply.pid, number)  # the whole group, as a terminal does
    said = apply.communicate(timeout=30)[1]
    assert statuses(project) == ["Running"]
    if number is signal.SIGINT:
        assert apply.returncode == 130
        name = re.search(r"stopped watching; (demo-long-\w+) goes on", said)[1]
        assert f"runner logs -f {name}" in said
        assert f"runner cancel {name}" in said
        assert "runner apply spec.yml" in said
        assert "Traceback" not in said


def test_without_mlflow_it_says_what_to_install_and_starts_nothing(project):
    site = project / "site"
    site.mkdir()
    for entry in site_packages().iterdir():
        if not entry.name.startswith("mlflow"):
            (site / entry.name).symlink_to(entry)
    shutil.rmtree(project / ".runner")
    paths = [str(site), str(Path(runner.__file__).parents[1])]
    code = f"import sys; sys.path[:0] = {paths}; from runner.cli import main; main(['apply', 'spec.yml'])"
    result = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=project, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert (
        "the local target needs MLflow\n    → install it into this Python, as `make quickstart` does" in result.stderr
    )
    assert "Traceback" not in result.stderr
    assert statuses(project) == []


def site_packages():
    import click

    return Path(click.__file__).parents[1]
