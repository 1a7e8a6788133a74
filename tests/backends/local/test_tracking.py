"""The tracking store: made once, moved with its folder, and read without MLflow as MLflow reads it."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys

import pytest

from runner.backends.local import tracking
from runner.backends.local.layout import Layout
from runner.backends.local.metrics import latest_metrics, model_versions
from runner.diagnostics import ActionFailed
from runner.observed import Status

EIGHT = """
import os, sys
from pathlib import Path
import mlflow
from runner.backends.local.layout import Layout
from runner.backends.local import tracking
layout = Layout(Path(sys.argv[1]))
for number in range(8):
    if os.fork() == 0:
        client = tracking.client(layout)
        tracking.create_run(layout, client, "together", f"job-{number}", "name", {})
        os._exit(0)
sys.exit(max(os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(8)))
"""


@pytest.fixture
def layout(place):
    return Layout(place.root)


def test_eight_processes_make_one_store(tmp_path):
    layout = Layout(tmp_path)
    layout.folder.mkdir()
    (layout.folder / "mlflow.new.db").write_text("what a killed process left")
    result = subprocess.run([sys.executable, "-c", EIGHT, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    client = tracking.client(layout)
    experiment = client.get_experiment_by_name("together")
    assert len(client.search_runs([experiment.experiment_id])) == 8
    assert not list(layout.folder.glob("mlflow.new*"))


def test_the_run_of_a_killed_apply_is_taken_again_and_that_of_an_ended_job_is_not(layout):
    client = tracking.client(layout)
    first = tracking.create_run(layout, client, "e", "job-1", "name", {"runner.key": "k"})
    assert tracking.create_run(layout, client, "e", "job-1", "name", {}) == first
    assert tracking.create_run(layout, client, "e", "job-2", "name", {}) != first
    client.set_terminated(first, "FINISHED")
    assert tracking.create_run(layout, client, "e", "job-1", "name", {}) != first
    assert client.get_run(first).data.tags["runner.key"] == "k"


def test_an_experiment_that_was_deleted_is_restored(layout):
    client = tracking.client(layout)
    first = tracking.create_run(layout, client, "e", "job-1", "name", {})
    client.delete_experiment(client.get_run(first).info.experiment_id)
    second = tracking.create_run(layout, client, "e", "job-2", "name", {})
    assert client.get_run(first).info.experiment_id == client.get_run(second).info.experiment_id


@pytest.mark.parametrize(
    ("outcome", "status"), [(Status.COMPLETED, "FINISHED"), (Status.FAILED, "FAILED"), (Status.CANCELED, "KILLED")]
)
def test_a_finished_run_has_its_log_and_outputs(layout, outcome, status):
    client = tracking.client(layout)
    run = tracking.create_run(layout, client, "e", "job-1", "name", {})
    folder = layout.job("job-1")
    for path in (folder.outputs, folder.named_outputs / "model", folder.logs):
        path.mkdir(parents=True)
    (folder.named_outputs / "model/weights").write_text("1")
    folder.log.write_text("said")
    tracking.finish_run(layout, run, folder, outcome)
    assert client.get_run(run).info.status == status
    assert [file.path for file in client.list_artifacts(run)] == ["logs", "named-outputs"]
    assert (layout.artifacts / run / "artifacts/named-outputs/model/weights").read_text() == "1"


def test_metrics_are_what_mlflows_own_client_says(layout):
    client = tracking.client(layout)
    runs = [tracking.create_run(layout, client, "e", f"job-{number}", "name", {}) for number in range(3)]
    for step, value in enumerate([0.5, 0.25, 1e-9]):
        client.log_metric(runs[0], "loss", value, step=step)
    client.log_metric(runs[0], "accuracy", 1, step=7)
    client.log_metric(runs[0], "accuracy", 0, step=3)  # an earlier step, logged later
    client.log_metric(runs[1], "loss", math.nan)
    client.log_metric(runs[1], "bound", math.inf)
    client.log_metric(runs[1], "low", -math.inf)
    found = latest_metrics(layout, runs)
    for run in runs:
        expected = client.get_run(run).data.metrics
        assert found.get(run, {}) == pytest.approx(expected, nan_ok=True)
    assert latest_metrics(layout, []) == {}


def test_models_are_what_mlflows_own_client_says(layout):
    client = tracking.client(layout)
    run = tracking.create_run(layout, client, "e", "job-1", "name", {})
    for model, versions in (("b-model", 2), ("a-model", 1)):
        client.create_registered_model(model)
        for _ in range(versions):
            client.create_model_version(model, f"{layout.artifacts.as_uri()}/{run}/artifacts/m", run)
    client.set_model_version_tag("b-model", "2", "runner.metric.test_accuracy", "0.9")
    client.set_registered_model_alias("b-model", "champion", "2")
    client.delete_model_version("b-model", "1")
    found = model_versions(layout)
    expected = sorted(client.search_model_versions(), key=lambda version: (version.name, int(version.version)))
    assert [(v.name, v.version, v.run_id, v.source, v.tags) for v in found] == [
        (v.name, int(v.version), v.run_id, v.source, v.tags) for v in expected
    ]
    assert [(v.name, v.aliases, v.job) for v in found] == [
        ("a-model", (), "job-1"),
        ("b-model", ("champion",), "job-1"),
    ]
    assert client.get_model_version_by_alias("b-model", "champion").version in (2, "2")


def test_a_store_that_is_not_there_yet_has_nothing(tmp_path):
    assert latest_metrics(Layout(tmp_path), ["x"]) == {}
    assert model_versions(Layout(tmp_path)) == []


def test_a_folder_that_was_moved_keeps_its_artifacts_and_writes_nothing_at_its_old_place(layout, tmp_path):
    client = tracking.client(layout)
    run = tracking.create_run(layout, client, "e", "job-1", "name", {})
    client.create_registered_model("m")
    client.create_model_version("m", f"{layout.artifacts.as_uri()}/{run}/artifacts/m", run)
    moved = Layout(tmp_path / "new place #1")
    moved.root.mkdir()
    shutil.move(layout.folder, moved.folder)
    client = tracking.client(moved)
    second = tracking.create_run(moved, client, "e", "job-2", "name", {})
    for number, known in ((1, run), (2, second)):
        folder = moved.job(f"job-{number}")
        folder.logs.mkdir(parents=True)
        folder.log.write_text("said")
        tracking.finish_run(moved, known, folder, Status.COMPLETED)
        assert (moved.artifacts / known / "artifacts/logs/std_log.txt").exists()
    assert model_versions(moved)[0].source.startswith(moved.artifacts.as_uri())
    assert not layout.folder.exists()


@pytest.mark.parametrize("name", ["a b", "a%b", "a#b", "ünï", "a'b", 'a"b', "a&b;c", "a:b@c", "a\\b", "$(x)"])
def test_any_name_of_a_folder_is_taken(make_place, tmp_path, name):
    layout = Layout(make_place(tmp_path / name).root)
    client = tracking.client(layout)
    run = tracking.create_run(layout, client, "e", "job-1", "name", {})
    client.log_metric(run, "loss", 1)
    layout.job("job-1").logs.mkdir(parents=True)
    layout.job("job-1").log.touch()
    tracking.finish_run(layout, run, layout.job("job-1"), Status.COMPLETED)
    assert (layout.artifacts / run / "artifacts/logs/std_log.txt").exists()
    assert latest_metrics(layout, [run]) == {run: {"loss": 1}}
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize("name", ["a?b", "a%20b"])
def test_a_name_that_mlflow_would_misread_is_refused_before_anything_is_made(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(ActionFailed, match="MLflow cannot keep its store in") as failure:
        tracking.client(Layout(tmp_path / name))
    assert "rename the folder" in failure.value.hint
    assert os.listdir(tmp_path) == [name]
    assert os.listdir(tmp_path / name) == []


def test_a_damaged_tracking_store_is_named_and_jobs_are_still_shown(place, layout):
    place.submit("project: demo\njobs: {a: {command: 'exit 4', environment: {image: a}}}\n")
    place.ended()
    for file in layout.folder.glob("mlflow.db*"):
        file.unlink()
    layout.tracking.write_bytes(b"this is no database" * 1000)
    with pytest.raises(ActionFailed, match=r"the tracking store .* failed"):
        tracking.client(layout)
    with pytest.raises(ActionFailed, match="cannot read the tracking store"):
        model_versions(layout)
    assert place.job("a").exit_code == 4
