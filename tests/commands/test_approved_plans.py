"""`plan -o FILE`, then `apply FILE`: what was approved is what is done, or nothing."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

SPEC = """project: approved
include: [more.yml]
variables:
  k: {type: integer, default: 1}
  token: {type: string, secret: true}
targets: {here: {backend: local, slots: 2}}
computes: {cpu: {type: amlcompute, size: STANDARD_D2_V2, max_instances: 2}}
datastores:
  store: {type: azure_blob, account_name: acc, container_name: con, credentials: {account_key: "{{ var.token }}"}}
jobs:
  a:
    command: cat x.txt; echo {{ var.k }} ${{inputs.data}}
    code: src
    environment: {image: "a:1"}
    compute: azureml:cpu
    inputs: {data: {type: uri_file, path: data.csv}}
"""
MORE = """jobs:
  b: {command: echo b, environment: {image: "a:1"}, depends_on: a}
"""
FILES = {"spec.yml": SPEC, "more.yml": MORE, "src/x.txt": "hi\n", "data.csv": "1,2\n"}
SECRET = "hunter2hunter2"


@pytest.fixture
def approve(run, folder) -> Callable[..., Path]:
    """Writes the files of the project and a plan of it; it lies outside, as an artifact of a pipeline does."""

    def plan(*options: str, **variables: str) -> Path:
        for name, text in FILES.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        out = folder.parent / "plan.json"
        finished = run("plan", "spec.yml", "-o", out, *options, **{"RUNNER_VAR_token": SECRET, **variables})
        assert finished.code == 0, finished.err
        return out

    return plan


@pytest.fixture
def apply(run):
    """Applies a plan, the secret given again."""
    return lambda out, *options, **variables: run("apply", out, *options, **{"RUNNER_VAR_token": SECRET, **variables})


def jobs(folder: Path) -> list[str]:
    store = folder / ".runner" / "store.db"
    if not store.exists():
        return []
    with sqlite3.connect(store) as connection:
        return [key for (key,) in connection.execute("SELECT key FROM jobs ORDER BY number")]


def test_what_was_approved_is_done_and_only_once(approve, apply, folder):
    out = approve()
    assert apply(out).code == 0
    assert jobs(folder) == ["a", "b"]
    again = apply(out)
    assert (again.code, again.err.splitlines()[0]) == (5, "error: this plan was applied before")
    assert jobs(folder) == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("spec.yml", lambda text: text.replace("default: 1", "default: 2"), "file spec.yml changed"),
        ("spec.yml", lambda _: "jobs: [", "file spec.yml changed"),
        ("more.yml", lambda text: text.replace("echo b", "echo c"), "file more.yml changed"),
        ("more.yml", None, "file more.yml is gone"),
        ("src/x.txt", lambda _: "ho\n", "content of src: x.txt changed"),
        ("src/new.py", lambda _: "", "content of src: new.py was added"),
        ("data.csv", lambda _: "3,4\n", "content of data.csv changed"),
        ("data.csv", None, "`data.csv` does not exist"),
    ],
)
def test_a_plan_of_what_has_changed_is_refused_with_what_changed(approve, apply, folder, name, change, said):
    out, file = approve(), folder / name
    if change is None:
        file.unlink()
    else:
        file.write_text(change(file.read_text() if file.exists() else ""))
    finished = apply(out)
    assert (finished.code, said in finished.err) == (5, True), finished.err
    assert jobs(folder) == []


@pytest.mark.parametrize(
    ("planned", "applied", "code"),
    [
        (("--var", "k=5"), (), 0),
        (("--var", "k=5"), ("--var", "k=5"), 0),
        (("--var", "k=5"), ("--var", "k=6"), 5),
        ((), ("--var", "k=6"), 5),
    ],
)
def test_variables_are_those_of_the_plan(approve, apply, folder, planned, applied, code):
    finished = apply(approve(*planned), *applied)
    assert finished.code == code
    assert ("variable k changed" in finished.err) is (code == 5)
    log = folder.glob(".runner/jobs/*a-*/logs/std_log.txt")
    assert [text.read_text().splitlines()[1].split()[0] for text in log] == (["5"] if code == 0 else [])


def test_a_variable_of_the_environment_is_kept_with_the_plan(approve, apply, folder):
    out = approve(RUNNER_VAR_k="7")
    assert json.loads(out.read_text())["given"] == {"k": 7}
    assert apply(out, RUNNER_VAR_k="8").code == 0
    (log,) = folder.glob(".runner/jobs/*a-*/logs/std_log.txt")
    assert log.read_text().splitlines()[1].startswith("7 ")


def test_a_secret_is_not_in_the_file_and_has_to_be_given_again(approve, run, folder):
    out = approve()
    assert SECRET not in out.read_text()
    finished = run("apply", out)
    assert (finished.code, "`token` has no value" in finished.err) == (5, True)
    assert jobs(folder) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace('"create"', '"update"'), "its digest differs"),
        (lambda text: text.replace('"k"', '"j"', 1), "its digest differs"),
        (lambda text: text[:-100], "it is not JSON any more"),
    ],
)
def test_a_file_that_was_changed_is_refused(approve, apply, folder, change, said):
    out = approve("--var", "k=2")
    out.write_text(change(out.read_text()))
    finished = apply(out)
    assert (finished.code, said in finished.err) == (5, True), finished.err
    assert jobs(folder) == []


def test_a_target_that_is_neither_as_before_nor_as_after_is_refused(approve, apply, run, folder):
    assert apply(approve()).code == 0
    (folder / "spec.yml").write_text(SPEC.replace("max_instances: 2", "max_instances: 3"))
    out = folder.parent / "second.json"
    assert run("plan", "spec.yml", "-o", out, RUNNER_VAR_token=SECRET).code == 0
    with sqlite3.connect(folder / ".runner" / "store.db") as connection:
        connection.execute(
            "UPDATE resources SET manifest = replace(manifest, '\"max_instances\": 2', '\"max_instances\": 9')"
        )
    finished = apply(out)
    assert finished.code == 5
    assert "computes.cpu: `max_instances` was 2 on the target, and is 9 now" in finished.err


def test_what_somebody_took_away_is_not_made_again_by_a_plan_that_knew_it(approve, apply, run, folder):
    assert apply(approve()).code == 0
    out = folder.parent / "second.json"
    assert run("plan", "spec.yml", "-o", out, RUNNER_VAR_token=SECRET).code == 0
    with sqlite3.connect(folder / ".runner" / "store.db") as connection:
        connection.execute("DELETE FROM resources WHERE name = 'cpu'")
    finished = apply(out)
    assert (finished.code, "computes.cpu: `unchanged` was approved, and it would be `create` now" in finished.err) == (
        5,
        True,
    )


def test_what_is_done_already_is_left_and_the_rest_is_done(approve, apply, run, folder):
    out = approve()
    only_cpu = "\n".join(SPEC.split("\n")[:7]).replace("include: [more.yml]\n", "") + "\n"
    (folder / "part.yml").write_text(only_cpu)
    assert run("apply", "part.yml").code == 0
    finished = apply(out)
    assert finished.code == 0, finished.err
    assert "  =   computes.cpu" in finished.err
    assert jobs(folder) == ["a", "b"]


def test_a_plan_in_which_something_is_refused_is_not_written(run, folder):
    (folder / "spec.yml").write_text("project: p\njobs: {a: {type: sweep}}\n")
    assert run("plan", "spec.yml", "-o", "plan.json").code == 3
    assert not (folder / "plan.json").exists()


@pytest.mark.parametrize("options", [("--target", "here"), ("--allow-env", "HOME"), ("--rerun", "failed")])
def test_options_that_the_plan_says_are_refused(approve, apply, options):
    assert apply(approve(), *options).code == 64


def test_a_file_that_cannot_be_written_is_a_clear_line(run, folder):
    (folder / "spec.yml").write_text("project: p\njobs: {a: {command: x, environment: {image: 'a:1'}}}\n")
    finished = run("plan", "spec.yml", "-o", "nowhere/plan.json")
    assert (finished.code, finished.err.splitlines()[-2:]) == (
        1,
        ["error: cannot write nowhere/plan.json: no such file or directory", "    → check the path"],
    )


@pytest.mark.parametrize(("ignored", "code"), [("", 64), ("plan.json\n", 0)])
def test_a_plan_file_cannot_be_a_part_of_the_code_that_it_is_bound_to(run, folder, ignored, code):
    spec = "project: p\njobs: {a: {command: x, code: src, environment: {image: 'a:1'}}}\n"
    for name, text in {"spec.yml": spec, "src/x": "", "src/.amlignore": ignored}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    finished = run("plan", "spec.yml", "-o", "src/plan.json")
    assert (finished.code, "would itself be a part of what is sent" in finished.err) == (code, code != 0)
    assert (folder / "src/plan.json").exists() is (code == 0)


def test_a_policy_is_held_again_and_has_to_be_the_same(approve, run, folder):
    strict = folder.parent / "policy.yml"
    strict.write_text("max_instances: 2\n")
    out = approve("--policy", str(strict))

    def apply(*options):
        finished = run("apply", out, *options, RUNNER_VAR_token=SECRET)
        return finished.code, finished.err

    code, err = apply()
    assert (code, "policy policy.yml is gone" in err) == (5, True)
    strict.write_text("max_instances: 3\n")
    code, err = apply("--policy", str(strict))
    assert (code, "policy policy.yml changed" in err) == (5, True)
    strict.write_text("max_instances: 1\n")
    assert apply("--policy", str(strict))[0] == 4
    assert jobs(folder) == []
    strict.write_text("max_instances: 2\n")
    assert apply("--policy", str(strict))[0] == 0


@pytest.mark.parametrize("command", ["validate", "plan", "apply"])
def test_what_a_policy_does_not_allow_is_not_done(run, folder, command):
    (folder / "spec.yml").write_text("project: prj\ncomputes: {cpu: {type: amlcompute, max_instances: 5}}\n")
    (folder / "strict.yml").write_text("max_instances: 4\n")
    finished = run(command, "spec.yml", "--policy", "strict.yml")
    assert (finished.code, "5 instances are more than 4 [policy-violation]" in finished.err) == (4, True)
    assert not (folder / ".runner/store.db").exists()
    (folder / "strict.yml").write_text("max_instances: 5\n")
    assert run(command, "spec.yml", "--policy", "strict.yml").code == 0


@pytest.mark.parametrize("out", ["-", "folder", "pipe", "nowhere", "spec.yml"])
def test_a_plan_takes_the_place_of_nothing_but_a_file(run, folder, out):
    (folder / "spec.yml").write_text("project: p\njobs: {a: {command: x, environment: {image: 'a:1'}}}\n")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "nowhere").symlink_to("gone")
    finished = run("plan", "spec.yml", "-o", out)
    assert (finished.code, "is no file that a plan could be written to" in finished.err) == (64, True)
    assert (folder / "spec.yml").read_text().startswith("project: p")
    assert (folder / "folder").is_dir()
    assert (folder / "pipe").is_fifo()
    assert (folder / "nowhere").is_symlink()
