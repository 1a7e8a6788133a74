from __future__ import annotations

import os
import subprocess

import pytest

from runner.project.names import read_git

COMMIT = "0123456789abcdef" * 2 + "01234567"
SPEC = "project: p\njobs: {a: {command: 'echo {{ git.commit }} {{ git.branch }}', environment: azureml:e:1}}\n"


def write(root, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


BRANCH = {"branch": "main"}
WHOLE = {"commit": COMMIT, "branch": "main"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, {}),
        ({".git/HEAD": f"{COMMIT}\n"}, {"commit": COMMIT}),
        ({".git/HEAD": "ref: refs/heads/main\n"}, BRANCH),
        ({".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": f"{COMMIT}\n"}, WHOLE),
        ({".git/HEAD": "ref: refs/heads/a/b\n", ".git/refs/heads/a/b": COMMIT}, {"commit": COMMIT, "branch": "a/b"}),
        (
            {".git/HEAD": "ref: refs/heads/main\n", ".git/packed-refs": f"# pack-refs\n{COMMIT} refs/heads/main\n"},
            WHOLE,
        ),
        (
            {
                ".git": "gitdir: real/worktrees/w\n",
                "real/worktrees/w/HEAD": "ref: refs/heads/main\n",
                "real/worktrees/w/commondir": "../..\n",
                "real/refs/heads/main": COMMIT,
            },
            WHOLE,
        ),
        # A repository can be made to lead anywhere; only what looks like a commit is taken.
        ({".git/HEAD": "ref: ../secret\n", "secret": "password\n"}, {"branch": "../secret"}),
        ({".git/HEAD": "password\n"}, {}),
        ({".git/HEAD": "ref: refs/heads/.invalid\n"}, {}),
        ({".git": "gitdir: nowhere\n"}, {}),
        ({".git": "\0"}, {}),
    ],
)
def test_commit_and_branch_are_read_from_the_repository_s_files(tmp_path, files, expected):
    write(tmp_path, files)
    assert read_git(tmp_path) == expected


@pytest.mark.timeout(10)
def test_a_repository_of_odd_files_is_none(tmp_path):
    (tmp_path / ".git").mkdir()
    os.mkfifo(tmp_path / ".git/HEAD")
    assert read_git(tmp_path) == {}
    (tmp_path / ".git/HEAD").unlink()
    (tmp_path / ".git/HEAD").write_bytes(b"\xff\xfe")
    assert read_git(tmp_path) == {}


def test_what_is_read_is_what_git_says(tmp_path):
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (
        ["init", "-q", "-b", "trunk"],
        ["commit", "-q", "--allow-empty", "-m", "x"],
        ["pack-refs", "--all"],
    ):
        subprocess.run([*git, *command], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    assert read_git(tmp_path) == {"commit": commit, "branch": "trunk"}


def test_an_expression_may_name_the_commit(load, fails, folder):
    write(folder, {".git/HEAD": "ref: refs/heads/main\n"})
    (error,) = fails(SPEC)
    assert "`commit` is not defined; there is branch" in error.message
    write(folder, {".git/refs/heads/main": COMMIT})
    assert load(SPEC).resources[0].manifest["command"] == f"echo {COMMIT} main"
