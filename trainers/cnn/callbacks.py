"""What happens after each epoch besides tracking: check the loss, keep the best model, write history, show progress.

Epochs count from 1 wherever a person meets them: progress, history and tracked steps name the same epoch alike.
"""

from __future__ import annotations

import csv
import math
import os
import time
from pathlib import Path

import keras

from errors import DivergedError, TrainingError


class DivergenceGuard(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Ends the run where a loss is no longer finite. Stands before the callbacks that record the epoch."""

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """Check the epoch's losses. Errors: DivergedError."""
        for name in ("loss", "val_loss"):
            if not math.isfinite(logs.get(name, 0.0)):
                raise DivergedError(
                    f"training diverged in epoch {epoch + 1}: {name} is {logs[name]}; try a lower --learning-rate"
                )


class BestModel(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Keeps the model of the epoch with the lowest validation loss in ``path``, whole at any moment.

    Without validation images nothing tells the epochs apart but the loss that was trained on, so the last one is kept.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.epoch = 0
        self.loss = math.inf

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """Save the model if it is the best so far."""
        loss = logs.get("val_loss", -math.inf)
        if loss < self.loss or "val_loss" not in logs:
            self.epoch, self.loss = epoch + 1, loss
            self.save()

    def save(self) -> None:
        """Write the model beside its place and move it there, so that a kill leaves the one before. Errors: TrainingError."""
        partial = self.path.with_name(f"partial-{self.path.name}")
        try:
            self.model.save(partial)
            os.replace(partial, self.path)
        except OSError as error:  # a full disk: the error does not name the file
            raise TrainingError(f"the model cannot be written to {self.path}: {error}") from error
        finally:
            partial.unlink(missing_ok=True)


class HistoryFile(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Appends each epoch's losses and accuracies to a CSV file, which has a header."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """Write one row."""
        names = sorted(logs)
        with self.path.open("a", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            if file.tell() == 0:
                writer.writerow(["epoch", *names])
            writer.writerow([epoch + 1, *(logs[name] for name in names)])


class Progress(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Prints one line an epoch; the images a second are those of training, without validation."""

    def __init__(self, epochs: int, images: int) -> None:
        super().__init__()
        self.epochs = epochs
        self.images = images
        self.started = 0.0
        self.trained: float | None = None

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002  # Keras' form
        """Start the epoch's clock."""
        self.started, self.trained = time.perf_counter(), None

    def on_test_begin(self, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002  # Keras' form
        """Validation begins: training is over."""
        self.trained = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        """Print the line, at once also into a pipe."""
        seconds = (self.trained or time.perf_counter()) - self.started
        number = f"{epoch + 1:{len(str(self.epochs))}}/{self.epochs}"
        names = [name for name in ("loss", "accuracy", "val_loss", "val_accuracy") if name in logs]
        metrics = "  ".join(f"{name} {logs[name]:.4f}" for name in names)
        print(f"epoch {number}  {metrics}  {self.images / seconds:.0f} images/s", flush=True)
