"""The trainer as a process, against a real store."""

import csv
import json
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

EPOCHS = 30
MODEL = "digits-cnn"


@pytest.fixture(scope="module")
def client(module_store):
    from mlflow import MlflowClient

    return MlflowClient(module_store)


@pytest.fixture(scope="module")
def experiment(client, tmp_path_factory):
    return client.create_experiment("quickstart", artifact_location=str(tmp_path_factory.mktemp("artifacts")))


@pytest.fixture(scope="module")
def run_id(client, experiment):
    """A run that someone else, such as a job's supervisor, has created."""
    return client.create_run(experiment).info.run_id


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("job")


@pytest.fixture(scope="module")
def finished(train, folder, module_store, experiment, run_id):
    return train(
        "--data", "digits", "--model-name", MODEL,
        cwd=folder, MLFLOW_TRACKING_URI=module_store, MLFLOW_RUN_ID=run_id, MLFLOW_EXPERIMENT_ID=experiment,
    )  # fmt: skip


def test_the_digits_are_learnt_and_said_in_plain_lines(finished):
    assert finished.code == 0, finished.err
    lines = finished.out.splitlines()
    assert lines[0] == "digits: 1149 images for training, 288 for validation, 360 for test"
    metrics = r"loss \d\.\d{4}  accuracy \d\.\d{4}  val_loss \d\.\d{4}  val_accuracy \d\.\d{4}"
    for epoch in range(1, EPOCHS + 1):
        assert re.fullmatch(rf"epoch {epoch:2}/30  {metrics}  \d+ images/s", lines[epoch])
    results = re.fullmatch(r"test_loss \d\.\d{4}  test_accuracy (\d\.\d{4})", lines[EPOCHS + 1])
    assert results is not None
    assert float(results[1]) >= 0.96
    assert lines[EPOCHS + 2 :] == [f"registered digits-cnn version 1 (test_accuracy {results[1]}, the first)"]


def test_standard_error_stays_empty(finished):
    assert finished.err == ""


def test_the_given_run_is_finished_and_has_the_parameters(finished, client, run_id, experiment):
    run = client.get_run(run_id)
    assert run.info.status == "FINISHED"
    assert run.data.params == {
        "data": "digits",
        "epochs": "30",
        "batch_size": "32",
        "learning_rate": "0.001",
        "decay": "1e-06",
        "validation_split": "0.2",
        "seed": "0",
    }
    assert len(client.search_runs([experiment])) == 1


def test_every_epoch_is_tracked_as_the_history_has_it(finished, client, run_id, folder):
    with (folder / "outputs" / "history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [int(row["epoch"]) for row in rows] == list(range(1, EPOCHS + 1))
    for name in ("loss", "accuracy", "val_loss", "val_accuracy"):
        tracked = [(metric.step, metric.value) for metric in client.get_metric_history(run_id, name)]
        assert tracked == [(int(row["epoch"]), float(row[name])) for row in rows]


def test_the_results_are_of_the_epoch_with_the_lowest_validation_loss(finished, client, run_id, folder):
    results = json.loads((folder / "outputs" / "results.json").read_text())
    losses = [metric.value for metric in client.get_metric_history(run_id, "val_loss")]
    assert results["best_epoch"] == 1 + int(np.argmin(losses))
    metrics = client.get_run(run_id).data.metrics
    assert (metrics["test_loss"], metrics["test_accuracy"]) == (results["test_loss"], results["test_accuracy"])
    assert results["test_accuracy"] * 360 == pytest.approx(round(results["test_accuracy"] * 360), abs=1e-9)


def test_the_outputs_are_the_model_the_history_and_the_results(finished, folder):
    assert sorted(path.name for path in (folder / "outputs").iterdir()) == [
        "history.csv",
        "model.keras",
        "results.json",
    ]
    assert [path.name for path in folder.iterdir()] == ["outputs"]


def test_the_registered_model_predicts_as_the_trained_one(finished, module_store, client, run_id, folder):
    import data
    import keras
    import mlflow

    version = client.get_model_version_by_alias(MODEL, "champion")
    assert (version.version, version.run_id) == (1, run_id)
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(module_store)
    try:
        registered = mlflow.pyfunc.load_model(f"models:/{MODEL}@champion")
    finally:
        mlflow.set_tracking_uri(before)
    test = data.load("digits", 0.2).test
    trained = keras.saving.load_model(folder / "outputs" / "model.keras")
    probabilities = registered.predict(test.images)
    assert np.array_equal(probabilities, trained.predict(test.images, verbose=0))
    accuracy = float(np.mean(probabilities.argmax(axis=1) == test.labels))
    assert accuracy == client.get_run(run_id).data.metrics["test_accuracy"]


def test_a_worse_run_of_its_own_is_tracked_and_not_registered(finished, train, module_store, client, tmp_path):
    worse = train(
        "--epochs", "1", "--validation-split", "0",
        cwd=tmp_path, MLFLOW_TRACKING_URI=module_store, MLFLOW_EXPERIMENT_NAME="quickstart",
    )  # fmt: skip
    assert worse.code == 0, worse.err
    assert re.search(r"^not registered: test_accuracy 0\.\d{4} does not beat 0\.9\d{3}$", worse.out, re.MULTILINE)
    assert len(client.search_model_versions(f"name='{MODEL}'")) == 1
    run = client.search_runs([client.get_experiment_by_name("quickstart").experiment_id], max_results=1)[0]
    assert run.info.status == "FINISHED"
    assert sorted(run.data.metrics) == ["accuracy", "loss", "test_accuracy", "test_loss"]


def test_a_diverged_run_fails_and_says_so(train, module_store, client, tmp_path):
    diverged = train("--learning-rate", "1e38", cwd=tmp_path, MLFLOW_TRACKING_URI=module_store)
    assert diverged.code == 1
    message = "training diverged in epoch 1: loss is nan; try a lower --learning-rate"
    assert diverged.err == f"train.py: error: {message}\n"
    [run] = client.search_runs([client.get_experiment_by_name("digits-cnn").experiment_id])
    assert run.info.status == "FAILED"
    assert run.data.tags["diverged"] == message
    assert run.data.metrics == {}
    assert list((tmp_path / "outputs").iterdir()) == []


def test_a_cancelled_run_is_killed_and_leaves_its_best_model(environment_with, module_store, client, tmp_path):
    import train

    process = subprocess.Popen(
        [sys.executable, train.__file__, "--epochs", "10000"],
        cwd=tmp_path,
        env=environment_with(MLFLOW_TRACKING_URI=module_store, MLFLOW_EXPERIMENT_NAME="cancelled"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not process.stdout.readline().startswith("epoch     2/10000"):
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "train.py: interrupted\n")
    [run] = client.search_runs([client.get_experiment_by_name("cancelled").experiment_id])
    assert run.info.status == "KILLED"
    assert {path.name for path in (tmp_path / "outputs").iterdir()} >= {"model.keras", "history.csv"}


def test_a_full_disk_is_one_line(tmp_path):
    import train

    process = subprocess.run(
        [sys.executable, train.__file__, "--epochs", "1", "--no-tracking"],
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 1
    path = Path("outputs") / "model.keras"
    assert process.stderr == (f"train.py: error: the model cannot be written to {path}: [Errno 27] File too large\n")


@pytest.mark.parametrize("uri", ["sqlite:///{folder}/text", "unknown://somewhere"])
def test_a_store_that_cannot_be_used_is_one_line(train, tmp_path, uri):
    (tmp_path / "text").write_text("not a database, and long enough not to be taken for an empty one")
    finished = train(cwd=tmp_path, MLFLOW_TRACKING_URI=uri.format(folder=tmp_path))
    assert finished.code == 1
    assert finished.err.startswith("train.py: error: the tracking store of MLFLOW_TRACKING_URI cannot be used: ")
    assert finished.err.count("\n") == 1
