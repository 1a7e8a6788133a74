"""What a user can get wrong around a spec: each is a line, never a traceback, and nothing is left behind."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

SPEC = "project: p\njobs:\n  a: {command: echo, environment: azureml:e@latest, code: code, inputs: {data: {path: data.csv}}}\n"
FILES = {"spec.yml": SPEC, "code/train.py": "", "data.csv": "1\n"}


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def make_fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def make_loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (Path.unlink, "cannot read spec.yml: no such file or directory"),
        (make_folder, "spec.yml is not a regular file"),
        (make_fifo, "spec.yml is not a regular file"),
        (make_loop, "cannot read spec.yml: too many levels of symbolic links"),
        (
            lambda path: path.write_bytes(b"project: p\n# \xff\n"),
            "spec.yml:2:3: error: the file is not UTF-8 text here",
        ),
        (lambda path: path.write_bytes(b"\x00\x01\x02"), "spec.yml:1:1: error"),
        (lambda path: path.write_text(""), "spec.yml:1:1: error: the file holds no resource"),
        (lambda path: path.write_text("just a text"), "spec.yml:1:1: error"),
        (lambda path: path.write_text("[" * 200_000), "spec.yml:1:65: error: values are nested more than 64 deep"),
        (lambda path: path.write_text("a: [b"), "spec.yml:1:4: error: `[` is not closed"),
    ],
    ids=["missing", "folder", "fifo", "loop", "not utf-8", "binary", "empty", "a text", "deep", "not yaml"],
)
def test_a_spec_that_cannot_be_read(run, write, folder, spoil, said):
    spoil(write(folder, FILES) / "spec.yml")
    assert_told(run("plan", "spec.yml"), said)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda at: at.joinpath("code/out").symlink_to("/etc"), "spec.yml:3:59: error: the link"),
        (lambda at: at.joinpath("code/loop").symlink_to("loop"), "too many levels of symbolic links"),
        (lambda at: os.mkfifo(at / "code/fifo"), "code/fifo is neither a file nor a folder"),
        (lambda at: at.joinpath("code/train.py").unlink(), "there is no file to take in `code`"),
        (lambda at: at.joinpath("data.csv").unlink(), "spec.yml:3:87: error: `data.csv` does not exist"),
        (lambda at: make_fifo(at / "data.csv"), "`data.csv` is neither a file nor a folder"),
        (lambda at: make_loop(at / "data.csv"), "spec.yml:3:87: error"),
    ],
    ids=["link out", "loop", "fifo", "empty", "missing data", "data is a fifo", "data is a loop"],
)
def test_files_that_cannot_be_taken(run, write, folder, spoil, said):
    spoil(write(folder, FILES))
    assert_told(run("plan", "--offline", "spec.yml"), said)


@pytest.mark.parametrize("closed", ["spec.yml", "code", "code/train.py", "data.csv"])
def test_files_that_may_not_be_read(run, write, folder, unprivileged, closed):
    at = write(folder, FILES) / closed
    at.chmod(0)
    try:
        assert_told(run("plan", "--offline", "spec.yml", prefix=unprivileged), "permission denied")
    finally:
        at.chmod(0o700)


def test_a_folder_that_may_not_be_written(run, write, folder, unprivileged):
    write(folder, FILES).chmod(0o500)
    try:
        finished = run("render", "spec.yml", "-o", "out", prefix=unprivileged)
    finally:
        folder.chmod(0o700)
    assert (finished.code, finished.out) == (1, "")
    assert finished.err.endswith("error: cannot write out/job/a.yml: permission denied\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot read more.yml: no such file or directory"),
        ("- a\n", "more.yml is not one mapping of variables"),
        ("a: [\n", "more.yml:2:1: while parsing"),
        ("epoch: 3\n", "more.yml:1:1: the spec has no variable `epoch`"),
        ("epochs: many\n", "more.yml:1:9: `epochs` must be a whole number, and is `many`"),
    ],
)
def test_a_file_of_variables_that_does_not_fit(run, write, folder, content, said):
    spec = "project: p\nvariables: {epochs: 1}\njobs: {a: {command: echo, environment: azureml:e@latest}}\n"
    write(folder, {"spec.yml": spec, **({} if content is None else {"more.yml": content})})
    finished = run("validate", "--var-file", "more.yml", "spec.yml")
    assert finished.code in (3, 64)
    assert "Traceback" not in finished.err
    assert said in finished.err


@pytest.mark.parametrize("command", ["jobs", "models", "show a", "logs a", "cancel a", "ui", "jobs --format json"])
def test_commands_outside_any_project_leave_no_trace(run, tmp_path, command):
    empty = tmp_path / "empty"
    empty.mkdir()
    finished = run(*command.split(), cwd=empty)
    assert (finished.code, "Traceback" in finished.err) == (64 if command[:2] in ("sh", "lo", "ca", "ui") else 0, False)
    assert not list(empty.iterdir())


@pytest.mark.parametrize("command", ["validate", "render", "plan --offline"])
def test_commands_that_only_look_write_nothing(run, write, folder, command):
    before = sorted(write(folder, FILES).rglob("*"))
    assert run(*command.split(), "spec.yml").code == 0
    assert sorted(folder.rglob("*")) == before


def test_a_current_folder_that_is_gone(start, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    leave = "import os, sys; os.rmdir(os.getcwd()); os.execv(sys.argv[1], sys.argv[1:])"
    with start("jobs", cwd=gone, prefix=(sys.executable, "-P", "-c", leave)) as process:
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (64, "error: the current folder cannot be used: no such file or directory\n")


def assert_told(finished, said: str) -> None:
    assert (finished.code, finished.out) == (3, "")
    assert "Traceback" not in finished.err
    assert said in finished.err
