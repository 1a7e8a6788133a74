"""The MLflow run: parameters, metrics of every epoch, results, and the model as an artifact.

Only what Azure ML's MLflow endpoint has too: no autolog, no logged models, metric names without spaces.
"""

from __future__ import annotations

import importlib.metadata
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keras
import mlflow
import numpy as np
from mlflow.entities import Metric
from mlflow.exceptions import MlflowException
from mlflow.models.signature import ModelSignature
from mlflow.types.schema import Schema, TensorSpec

from errors import DivergedError, TrainingError
from options import Options

EPOCH_METRICS = ("loss", "accuracy", "val_loss", "val_accuracy")
MODEL_ARTIFACT = "model"


@contextmanager
def tracked_run(experiment: str) -> Iterator[str]:
    """The id of a run that is active in the block: the one named by MLFLOW_RUN_ID, else a new one.

    A new run belongs to the experiment of MLFLOW_EXPERIMENT_ID or MLFLOW_EXPERIMENT_NAME, else to ``experiment``.
    It ends as FINISHED, FAILED or, where someone interrupts it, KILLED; a diverged run also gets the tag `diverged`.
    Errors: TrainingError where the tracking store cannot be used.
    """
    with start_run(experiment) as run:
        try:
            yield run.info.run_id
        except DivergedError as error:
            mlflow.set_tag("diverged", str(error))
            raise
        except KeyboardInterrupt:
            mlflow.end_run("KILLED")
            raise


def start_run(experiment: str) -> mlflow.ActiveRun:
    """Resume or create the run."""
    try:
        if run_id := os.environ.get("MLFLOW_RUN_ID"):
            return mlflow.start_run(run_id=run_id)
        if os.environ.get("MLFLOW_EXPERIMENT_ID") or os.environ.get("MLFLOW_EXPERIMENT_NAME"):
            return mlflow.start_run()
        return mlflow.start_run(experiment_id=find_or_create_experiment(experiment))
    except Exception as error:  # every store has its own: SQLAlchemy's, requests', Azure's
        # without its address, which may hold a password
        raise TrainingError(f"the tracking store of MLFLOW_TRACKING_URI cannot be used: {first_line(error)}") from error


def find_or_create_experiment(name: str) -> str:
    """The id of the experiment, which another run may create at the same moment.

    `mlflow.set_experiment` leaves the default experiment active for the loser of that race.
    """
    found = mlflow.get_experiment_by_name(name)
    if found is None:
        try:
            return str(mlflow.create_experiment(name))
        except MlflowException:
            found = mlflow.get_experiment_by_name(name)
            if found is None:
                raise
    return str(found.experiment_id)


def log_parameters(options: Options) -> None:
    """Record what the run's result depends on."""
    mlflow.log_params(
        {
            "data": options.data,
            "epochs": options.epochs,
            "batch_size": options.batch_size,
            "learning_rate": options.learning_rate,
            "decay": options.decay,
            "validation_split": options.validation_split,
            "seed": options.seed,
        }
    )


class EpochMetrics(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Logs the losses and accuracies of each epoch, with the epoch from 1 as the step.

    A store that fails for a while must not end hours of training: what it did not take is sent with the next epoch.
    """

    def __init__(self, run_id: str) -> None:
        super().__init__()
        self.run_id = run_id
        self.client = mlflow.MlflowClient()
        self.pending: list[Metric] = []

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """Send the epoch's metrics, and those before it that could not be sent."""
        now = int(time.time() * 1000)
        self.pending += [Metric(name, logs[name], now, epoch + 1) for name in EPOCH_METRICS if name in logs]
        try:
            self.send()
        except MlflowException as error:
            print(f"warning: epoch {epoch + 1} is not tracked yet: {first_line(error)}", file=sys.stderr, flush=True)

    def send(self) -> None:
        """Send what is pending. Errors: MlflowException."""
        if self.pending:
            self.client.log_batch(self.run_id, metrics=self.pending)
            self.pending = []


def log_results(test_loss: float, test_accuracy: float) -> None:
    """Record the best model's loss and accuracy on the test images."""
    mlflow.log_metrics({"test_loss": test_loss, "test_accuracy": test_accuracy})


def log_model(model: keras.Model) -> str:
    """Store the model with the run as the artifact `model`, in MLflow's format, and give its address."""
    logging.getLogger("mlflow.utils.environment").setLevel(logging.ERROR)  # it warns where pip itself is not installed
    inputs = TensorSpec(np.dtype(model.inputs[0].dtype), (-1, *model.input_shape[1:]))
    outputs = TensorSpec(np.dtype(np.float32), (-1, *model.output_shape[1:]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        mlflow.keras.save_model(
            model,
            str(path),
            signature=ModelSignature(inputs=Schema([inputs]), outputs=Schema([outputs])),
            pip_requirements=model_requirements(),  # MLflow would load the model for ten seconds to infer them
        )
        mlflow.log_artifacts(str(path), MODEL_ARTIFACT)
    return str(mlflow.get_artifact_uri(MODEL_ARTIFACT))


def model_requirements() -> list[str]:
    """The packages that the saved model needs, in the versions that saved it."""
    # tensorflow-cpu is another name of the same package, which a machine has instead of it
    versions = {name: installed_version(name) for name in ("keras", "tensorflow", "tensorflow-cpu")}
    return [f"{name}=={version}" for name, version in versions.items() if version]


def installed_version(distribution: str) -> str | None:
    """The version of a distribution, None where it is not installed."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def first_line(error: Exception) -> str:
    """What an error of a store says, without the SQL or the response that follows."""
    return str(error).strip().partition("\n")[0]
