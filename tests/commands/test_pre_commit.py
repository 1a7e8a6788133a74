"""The hook for pre-commit: what it runs, and on which files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from runner.commands.registry import COMMANDS

ROOT = Path(__file__).parents[2]
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


def test_it_runs_a_command_of_ours():
    program, command = shlex.split(HOOK["entry"])
    assert (program, HOOK["id"], HOOK["language"]) == ("runner", "runner-validate", "python")
    assert command in COMMANDS


@pytest.mark.parametrize(
    ("path", "is_passed"),
    [
        ("specs/quickstart.yml", True),
        ("teams/vision/specs/train.yaml", True),
        ("specs/jobs/part.yml", False),
        ("docs/example.yml", False),
    ],
)
def test_it_is_given_specs_and_not_what_they_include(path, is_passed):
    assert (re.search(HOOK["files"], path) is not None) is is_passed


def test_it_passes_the_shipped_specs_and_fails_a_broken_one(run, write, folder):
    arguments = shlex.split(HOOK["entry"])[1:]
    good = [path for path in sorted((ROOT / "specs").glob("*.yml")) if re.search(HOOK["files"], f"specs/{path.name}")]
    assert run(*arguments, *good).code == 0
    write(folder, {"specs/bad.yml": "command: x\n"})
    finished = run(*arguments, "specs/bad.yml", *good)
    assert finished.code != 0
    assert "specs/bad.yml:1:1: error" in finished.err
