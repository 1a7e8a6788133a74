from __future__ import annotations

import json
import os

import pytest
from place import ENVIRONMENT

from runner.backends.local.layout import Layout
from runner.backends.local.locks import try_lock
from runner.backends.local.prepare import prepare, remove_leftovers
from runner.diagnostics import ActionFailed, RunnerError

SPEC = f"""
project: demo
jobs:
  train:
    code: src
    command: python train.py ${{{{inputs.rate}}}} ${{{{inputs.one}}}} ${{{{inputs.all}}}} ${{{{outputs.model}}}} $HOME
    {ENVIRONMENT}
    inputs:
      rate: 0.1
      one: {{type: uri_file, path: data/one.csv}}
      all: {{type: uri_folder, path: data}}
    outputs: {{model: , report: {{type: uri_file}}}}
    environment_variables: {{RATE: "${{{{inputs.rate}}}}", AZUREML_RUN_ID: mine}}
"""


@pytest.fixture
def files(tmp_path):
    for name, text in {
        "src/train.py": "print(1)",
        "src/deep/er/module.py": "x = 1",
        "src/.amlignore": "*.tmp\n",
        "src/scratch.tmp": "",
        "src/outputs/brought.txt": "with the code",
        "data/one.csv": "1",
        "data/two.csv": "2",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "src/train.py").chmod(0o755)
    return tmp_path


@pytest.fixture
def made(place, files):
    def make(spec=SPEC, **upstream):
        request = place.request(spec, "train", **upstream)
        Layout(place.root).jobs.mkdir(exist_ok=True)
        return prepare(Layout(place.root), request, "run-1", "trials")

    return make


def launch(folder):
    return json.loads(folder.launch.read_text())


def test_the_code_is_the_jobs_own_without_what_is_ignored(made):
    folder = made()
    names = sorted(str(path.relative_to(folder.code)) for path in folder.code.rglob("*.*"))
    assert names == [".amlignore", "deep/er/module.py", "train.py"]
    assert os.access(folder.code / "train.py", os.X_OK)


def test_outputs_of_the_working_folder_are_the_jobs_and_keep_what_the_code_brought(made):
    folder = made()
    assert (folder.code / "outputs").resolve() == folder.outputs
    assert (folder.code / "logs").resolve() == folder.logs
    assert (folder.outputs / "brought.txt").read_text() == "with the code"


def test_the_command_has_values_and_paths_in_place(made, files):
    folder = made()
    expected = f"python train.py 0.1 {files}/data/one.csv {files}/data {folder.named_outputs}/model $HOME"
    assert launch(folder)["command"] == expected


def test_downloaded_inputs_are_copies(made, files):
    spec = SPEC.replace("path: data/one.csv", "path: data/one.csv, mode: download").replace(
        "path: data}", "path: data, mode: download}"
    )
    folder = made(spec)
    assert f" {folder.inputs}/one/one.csv {folder.inputs}/all " in launch(folder)["command"]
    assert (folder.inputs / "one/one.csv").read_text() == "1"
    assert sorted(os.listdir(folder.inputs / "all")) == ["one.csv", "two.csv"]


def test_an_output_that_is_a_folder_is_there_and_one_that_is_a_file_is_the_commands_to_write(made):
    assert [path.name for path in made().named_outputs.iterdir()] == ["model"]


def test_the_output_of_another_job_is_a_path_in_its_folder(made, place):
    folder = made(one=("demo-a-r2", "weights"))
    assert f" {Layout(place.root).job('demo-a-r2').named_outputs}/weights " in launch(folder)["command"]


def test_a_job_sees_the_list_and_nothing_else_of_the_shell(made, monkeypatch):
    for name in list(os.environ):
        monkeypatch.delenv(name)
    kept = {"HOME": "/h", "LANG": "C.UTF-8", "CUDA_VISIBLE_DEVICES": "1", "OMP_NUM_THREADS": "2", "PATH": "/bin"}
    hidden = {"AWS_SECRET_ACCESS_KEY": "x", "PYTHONPATH": "/x", "MLFLOW_TRACKING_URI": "http://x", "EDITOR": "vi"}
    for name, value in (kept | hidden).items():
        monkeypatch.setenv(name, value)
    environment = launch(made())["environment"]
    own = {"PATH", "VIRTUAL_ENV", "PYTHONUNBUFFERED", "RATE"}
    foreign = {name for name in environment if not name.startswith(("AZUREML_", "MLFLOW_", "_MLFLOW_"))} - own
    assert foreign == {"HOME", "LANG", "CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS"}
    assert environment["PATH"].endswith(":/bin")
    assert "http://x" not in environment.values()


def test_a_job_sees_what_azure_ml_shows_and_its_own_variables_over_that(made, place):
    environment = launch(made())["environment"]
    assert environment["RATE"] == "0.1"
    assert environment["AZUREML_RUN_ID"] == "mine"
    assert environment["AZUREML_EXPERIMENT_NAME"] == "trials"
    assert environment["MLFLOW_RUN_ID"] == "run-1"
    assert environment["MLFLOW_TRACKING_URI"] == f"sqlite:///{place.root}/.runner/mlflow.db"


def test_a_file_that_changes_meanwhile_is_not_taken(place, files):
    request = place.request(SPEC, "train")
    (files / "src/train.py").write_text("print(2)")
    Layout(place.root).jobs.mkdir()
    with pytest.raises(RunnerError, match="changed while it was copied"):
        prepare(Layout(place.root), request, "run-1", "trials")
    assert list(Layout(place.root).jobs.iterdir()) == []


def test_the_folder_that_a_killed_apply_left_is_made_anew(made):
    folder = made()
    (folder.path / "stale").touch()
    made()
    assert not (folder.path / "stale").exists()


def test_the_folder_in_which_a_job_of_a_lost_store_ran_is_kept_aside(made):
    folder = made()
    folder.log.write_text("what it said")
    folder.supervisor_lock.touch()
    made()
    assert folder.log.read_text() == ""
    aside = folder.path.with_name(f"{folder.path.name}.old1")
    assert (aside / "logs/std_log.txt").read_text() == "what it said"


def test_a_job_of_a_lost_store_that_still_runs_is_not_started_again(made):
    folder = made()
    descriptor = try_lock(folder.job_lock)
    with pytest.raises(ActionFailed, match="still runs"):
        made()
    os.close(descriptor)


def test_leftovers_are_removed_and_jobs_are_not(made, place):
    folder = made()
    leftover = Layout(place.root).jobs / ".123"
    (leftover / "code").mkdir(parents=True)
    remove_leftovers(Layout(place.root))
    assert folder.path.exists()
    assert not leftover.exists()


def test_a_folder_that_cannot_be_written_is_named(place, files):
    request = place.request(SPEC, "train")
    Layout(place.root).jobs.write_text("a file in its place")
    with pytest.raises(ActionFailed, match=r"cannot prepare demo-train-\w+: not a directory"):
        prepare(Layout(place.root), request, "run-1", "trials")
