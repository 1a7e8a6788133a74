"""How long a command takes before it does anything, as a multiple of what starting Python and its libraries takes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

pytestmark = pytest.mark.benchmark

ROUNDS = 15
RUNNER = str(Path(sys.executable).with_name("runner"))
JOB = "command: echo hello\nenvironment: azureml:python@latest\n"

# What no tool of ours can do without: the command line, YAML, and one model of pydantic, with one value validated.
LIBRARIES = """
import click, yaml, pydantic
class Model(pydantic.BaseModel):
    command: str
Model.model_validate(yaml.load("command: echo", yaml.CSafeLoader))
"""


def process(*command: str) -> Callable[[], object]:
    # What ours does for itself: the plugins of pydantic are not looked for.
    environment = {**os.environ, "PYDANTIC_DISABLE_PLUGINS": "__all__"}
    # The first round compiles our modules for those after it, as installing does; the libraries' are compiled already.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return lambda: subprocess.run(command, env=environment, check=True, capture_output=True)


@pytest.fixture(scope="module")
def times(fastest, tmp_path_factory) -> dict[str, float]:
    spec = tmp_path_factory.mktemp("startup") / "job.yml"
    spec.write_text(JOB)
    commands: dict[str, Sequence[str]] = {
        "python": (sys.executable, "-c", "pass"),
        "libraries": (sys.executable, "-c", LIBRARIES),
        "help": (RUNNER, "--help"),
        "validate": (RUNNER, "validate", str(spec)),
    }
    taken = fastest({name: process(*command) for name, command in commands.items()}, ROUNDS)
    print()
    for name, seconds in taken.items():
        to_python, to_libraries = seconds / taken["python"], seconds / taken["libraries"]
        print(f"{name:10} {seconds * 1000:6.0f} ms  {to_python:5.1f} × python -c pass  {to_libraries:5.2f} × libraries")
    return taken


def test_help_takes_at_most_5_times_what_python_takes(times):
    assert times["help"] / times["python"] <= 5


def test_validating_a_job_takes_at_most_a_fifth_more_than_its_libraries(times):
    assert times["validate"] / times["libraries"] <= 1.2
