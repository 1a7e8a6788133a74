import multiprocessing
import sqlite3

import pytest

NAME = "digits-cnn"


@pytest.fixture
def promote(store):
    import promote

    return promote


@pytest.fixture
def client(store):
    from mlflow import MlflowClient

    return MlflowClient()


@pytest.fixture
def experiment(client):
    return client.create_experiment("digits")


def new_run(client, experiment, accuracy, data="digits"):
    run_id = client.create_run(experiment).info.run_id
    client.log_param(run_id, "data", data)
    client.log_metric(run_id, "test_accuracy", accuracy)
    return run_id


def finish(promote, client, experiment, accuracy, policy="better"):
    """A run that is promoted and then ends, as the trainer does it."""
    run_id = new_run(client, experiment, accuracy)
    line = promote.promote(promote.Candidate(NAME, run_id, f"runs/{run_id}/model", accuracy), policy)
    client.set_terminated(run_id, "FINISHED")
    return line


def champion(client):
    return int(client.get_model_version_by_alias(NAME, "champion").version)


def test_the_first_model_is_registered_with_its_accuracy_run_and_alias(promote, client, experiment):
    line = finish(promote, client, experiment, 0.7)
    assert line == "registered digits-cnn version 1 (test_accuracy 0.7000, the first)"
    version = client.get_model_version(NAME, "1")
    assert version.tags == {"runner.metric.test_accuracy": "0.7"}
    assert version.source == f"runs/{version.run_id}/model"
    assert champion(client) == 1


def test_a_better_model_becomes_the_champion(promote, client, experiment):
    finish(promote, client, experiment, 0.7)
    line = finish(promote, client, experiment, 0.75)
    assert line == "registered digits-cnn version 2 (test_accuracy 0.7500 beats 0.7000)"
    assert champion(client) == 2


@pytest.mark.parametrize(
    ("accuracy", "line"),
    [
        (0.7, "not registered: test_accuracy 0.7000 equals 0.7000"),
        (0.6, "not registered: test_accuracy 0.6000 does not beat 0.7000"),
    ],
)
def test_equal_and_worse_models_are_not_registered(promote, client, experiment, accuracy, line):
    finish(promote, client, experiment, 0.7)
    assert finish(promote, client, experiment, accuracy) == line
    assert len(client.search_model_versions(f"name='{NAME}'")) == 1


@pytest.mark.parametrize("status", ["FAILED", "KILLED", "RUNNING"])
def test_a_run_that_did_not_finish_does_not_count(promote, client, experiment, status):
    run_id = new_run(client, experiment, 0.99)
    if status != "RUNNING":
        client.set_terminated(run_id, status)
    assert finish(promote, client, experiment, 0.7).startswith("registered digits-cnn version 1")


def test_a_finished_run_counts_also_where_it_registered_nothing(promote, client, experiment):
    client.set_terminated(new_run(client, experiment, 0.8), "FINISHED")
    assert finish(promote, client, experiment, 0.7) == "not registered: test_accuracy 0.7000 does not beat 0.8000"


def test_a_run_on_other_data_or_in_another_experiment_does_not_count(promote, client, experiment):
    client.set_terminated(new_run(client, experiment, 0.8, data="cifar10"), "FINISHED")
    client.set_terminated(new_run(client, client.create_experiment("other"), 0.8), "FINISHED")
    assert finish(promote, client, experiment, 0.7).startswith("registered digits-cnn version 1")


def test_a_registered_version_counts_whatever_experiment_it_is_from(promote, client, experiment):
    finish(promote, client, client.create_experiment("other"), 0.8)
    assert finish(promote, client, experiment, 0.8) == "not registered: test_accuracy 0.8000 equals 0.8000"


@pytest.mark.parametrize("tags", [{}, {"runner.metric.test_accuracy": "high"}, {"runner.metric.test_accuracy": "nan"}])
def test_a_version_without_a_readable_accuracy_does_not_count(promote, client, experiment, tags):
    client.create_registered_model(NAME)
    client.create_model_version(NAME, source="by/hand", tags=tags)
    assert finish(promote, client, experiment, 0.7).startswith("registered digits-cnn version 2")
    assert champion(client) == 2


def test_all_pages_of_runs_count(promote, client, experiment, store):
    client.set_terminated(new_run(client, experiment, 0.8), "FINISHED")
    with sqlite3.connect(store.removeprefix("sqlite:///")) as database:
        columns = [row[1] for row in database.execute("pragma table_info(runs)")]
        values = ", ".join("printf('%032x', number)" if name == "run_uuid" else name for name in columns)
        values = values.replace("start_time", "start_time + number")
        database.execute(
            "with recursive numbers(number) as (select 1 union all select number + 1 from numbers where number < 1500) "
            f"insert into runs ({', '.join(columns)}) select {values} from runs, numbers"
        )
    assert finish(promote, client, experiment, 0.7) == "not registered: test_accuracy 0.7000 does not beat 0.8000"


def test_always_registers_a_worse_model_beside_the_champion(promote, client, experiment):
    finish(promote, client, experiment, 0.8)
    line = finish(promote, client, experiment, 0.7, policy="always")
    assert line == (
        "registered digits-cnn version 2 (test_accuracy 0.7000, --register always); champion is version 1 with 0.8000"
    )
    assert champion(client) == 1


def test_never_registers_nothing(promote, client, experiment):
    assert finish(promote, client, experiment, 0.8, policy="never") == "not registered: --register never"
    assert client.search_registered_models() == []


def test_a_server_without_aliases_has_a_champion_all_the_same(promote, client, experiment, capsys):
    from mlflow import MlflowClient
    from mlflow.exceptions import MlflowException

    class WithoutAliases(MlflowClient):
        def set_registered_model_alias(self, name, alias, version):  # noqa: ARG002
            raise MlflowException("no such endpoint")

    finish(promote, client, experiment, 0.8)
    assert promote.mark_champion(WithoutAliases(), NAME) == promote.Registered(1, 0.8)
    assert capsys.readouterr().err == "warning: digits-cnn has no alias champion: no such endpoint\n"


def test_a_run_that_was_overtaken_before_it_set_the_alias_gives_way(promote, client, experiment):
    from mlflow import MlflowClient

    class Overtaken(MlflowClient):
        overtaken = False

        def set_registered_model_alias(self, name, alias, version):
            if not self.overtaken:
                self.overtaken = True
                finish(promote, client, experiment, 0.9)
            super().set_registered_model_alias(name, alias, version)

    finish(promote, client, experiment, 0.8)
    assert promote.mark_champion(Overtaken(), NAME) == promote.Registered(2, 0.9)
    assert champion(client) == 2


def promote_in_rounds(store, accuracies, barrier):
    """One of two processes; both promote their run at the same moment, once for each accuracy."""
    import mlflow
    import promote

    mlflow.set_tracking_uri(store)
    client = mlflow.MlflowClient()
    for number, accuracy in enumerate(accuracies):
        experiment = client.get_experiment_by_name(f"round-{number}").experiment_id
        run_id = new_run(client, experiment, accuracy)
        barrier.wait(60)
        promote.promote(promote.Candidate(f"model-{number}", run_id, f"runs/{run_id}/model", accuracy), "better")
        client.set_terminated(run_id, "FINISHED")


def test_two_runs_that_finish_together_end_with_one_champion(client, store):
    rounds = [(0.71, 0.72), (0.8, 0.8), (0.72, 0.71)] * 3
    for number in range(len(rounds)):
        client.create_experiment(f"round-{number}")
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(2)
    processes = [
        context.Process(target=promote_in_rounds, args=(store, accuracies, barrier))
        for accuracies in zip(*rounds, strict=True)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0]
    for number, accuracies in enumerate(rounds):
        versions = client.search_model_versions(f"name='model-{number}'")
        found = {int(version.version): float(version.tags["runner.metric.test_accuracy"]) for version in versions}
        best = min(version for version, accuracy in found.items() if accuracy == max(accuracies))
        assert client.get_registered_model(f"model-{number}").aliases == {"champion": best}
