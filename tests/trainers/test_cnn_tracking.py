import pytest


@pytest.fixture
def tracking(store):
    import tracking

    return tracking


@pytest.fixture
def client(store):
    from mlflow import MlflowClient

    return MlflowClient()


def test_metrics_that_the_store_refused_are_sent_with_the_next_epoch(tracking, client, capsys):
    run_id = client.create_run("0").info.run_id
    metrics = tracking.EpochMetrics(run_id)
    metrics.on_epoch_end(0, {"loss": 3.0})
    client.delete_run(run_id)  # the store takes nothing for a deleted run
    metrics.on_epoch_end(1, {"loss": 2.0})
    assert capsys.readouterr().err.startswith("warning: epoch 2 is not tracked yet: ")
    client.restore_run(run_id)
    metrics.on_epoch_end(2, {"loss": 1.0})
    tracked = [(metric.step, metric.value) for metric in client.get_metric_history(run_id, "loss")]
    assert tracked == [(1, 3.0), (2, 2.0), (3, 1.0)]


def test_a_run_without_any_settings_is_in_the_default_experiment(tracking, client, monkeypatch):
    for name in ("MLFLOW_RUN_ID", "MLFLOW_EXPERIMENT_ID", "MLFLOW_EXPERIMENT_NAME"):
        monkeypatch.delenv(name, raising=False)
    ids = set()
    for _ in range(2):
        with tracking.tracked_run("digits-cnn") as run_id:
            ids.add(client.get_run(run_id).info.experiment_id)
    assert ids == {client.get_experiment_by_name("digits-cnn").experiment_id}


@pytest.mark.parametrize(("error", "status"), [(ValueError, "FAILED"), (KeyboardInterrupt, "KILLED")])
def test_a_run_that_is_left_by_an_error_has_not_finished(tracking, client, error, status):
    with pytest.raises(error), tracking.tracked_run("digits-cnn") as run_id:
        raise error
    assert client.get_run(run_id).info.status == status


def test_a_missing_run_is_an_error_that_says_so(tracking, monkeypatch):
    from errors import TrainingError

    monkeypatch.setenv("MLFLOW_RUN_ID", "0" * 32)
    with (
        pytest.raises(TrainingError, match=r"MLFLOW_TRACKING_URI cannot be used: Run with id=0+ not found"),
        tracking.tracked_run("digits-cnn"),
    ):
        pass


def test_the_saved_model_names_the_packages_it_needs(tracking):
    import keras

    requirements = tracking.model_requirements()
    assert f"keras=={keras.__version__}" in requirements
    assert any(requirement.startswith("tensorflow") for requirement in requirements)
