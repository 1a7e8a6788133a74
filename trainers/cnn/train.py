"""Trains the reference CNN on small images, tracks the run with MLflow, and registers the model where it is better.

`python train.py --help` lists the flags. Exit codes: 0 done, 1 the run failed, 2 wrong arguments, 130 interrupted.
The heavy libraries are imported after everything that can be checked without them.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from errors import TrainingError
from options import Options, parse
from outputs import Outputs

if TYPE_CHECKING:
    import keras


def main(arguments: Sequence[str] | None = None) -> int:
    """Run with the given arguments, or the process's own, and give the exit code."""
    options = parse(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a cancelled job ends its run as Ctrl-C does
    try:
        run(options)
    except (TrainingError, OSError) as error:
        print(f"train.py: error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("train.py: interrupted", file=sys.stderr)
        return 130
    return 0


def run(options: Options) -> None:
    """Check what the run needs, import what takes long, and train, in a tracked run unless told otherwise."""
    import preflight
    from quiet import quiet_import

    preflight.check(options)
    os.environ["KERAS_BACKEND"] = "tensorflow"  # the others are two to three times slower on this model
    with quiet_import():
        import tensorflow as tf  # noqa: F401  # the others import it again, in silence
    if options.tracking:
        train_tracked(options)
    else:
        train(options, [])
        print("not registered: --no-tracking", flush=True)


def train_tracked(options: Options) -> None:
    """Train in an MLflow run, which gets the model, and register the model."""
    from mlflow.exceptions import MlflowException

    import promote
    import tracking

    try:
        with tracking.tracked_run(experiment=f"{options.data}-cnn") as run_id:
            tracking.log_parameters(options)
            epoch_metrics = tracking.EpochMetrics(run_id)
            model, test_loss, test_accuracy = train(options, [epoch_metrics])
            epoch_metrics.send()
            tracking.log_results(test_loss, test_accuracy)
            candidate = promote.Candidate(options.model_name, run_id, tracking.log_model(model), test_accuracy)
            print(promote.promote(candidate, options.register), flush=True)
    except MlflowException as error:
        raise TrainingError(f"tracking failed: {tracking.first_line(error)}") from error


def train(options: Options, observers: list[keras.callbacks.Callback]) -> tuple[keras.Model, float, float]:
    """The best epoch's model with its loss and its accuracy (0 to 1) on the test images; both also go to the outputs.

    ``observers`` are called after each epoch, when it is known to be sound and its results are on disk.
    """
    import keras

    import batches
    import callbacks
    import cnn
    import data

    # Setup
    keras.utils.set_random_seed(options.seed)
    outputs = Outputs(options.output_dir)

    # Data
    images = data.load(options.data, options.validation_split)
    print(
        f"{options.data}: {len(images.train)} images for training, "
        f"{len(images.validation)} for validation, {len(images.test)} for test",
        flush=True,
    )
    steps = batches.steps_per_epoch(len(images.train), options.batch_size)
    evaluated = [len(part) for part in (images.validation, images.test) if len(part)]
    steps_per_execution = batches.choose_steps_per_execution(steps, evaluated, keras.__version__)
    training = batches.training_batches(images.train, options.batch_size, options.epochs, options.seed)
    validation = batches.evaluation_batches(images.validation, steps_per_execution) if len(images.validation) else None
    test = batches.evaluation_batches(images.test, steps_per_execution)

    # Build
    model = cnn.build(images.train.images.shape[1:], images.classes, images.pixel_max)
    cnn.compile_model(model, options.learning_rate, options.decay, steps_per_execution)

    # Train
    best = callbacks.BestModel(outputs.model)
    model.fit(
        training,
        epochs=options.epochs,
        steps_per_epoch=steps,
        validation_data=validation,
        shuffle=False,  # the order is the input's own
        verbose=0,
        callbacks=[
            callbacks.DivergenceGuard(),
            best,
            callbacks.HistoryFile(outputs.history),
            *observers,
            callbacks.Progress(options.epochs, len(images.train)),
        ],
    )

    # Evaluate
    model.load_weights(outputs.model)
    results = model.evaluate(test, verbose=0, return_dict=True)
    test_loss = results["loss"]
    # the share itself: as float32, equal accuracies of 0.65 would differ from one that was computed elsewhere
    test_accuracy = round(results["accuracy"] * len(images.test)) / len(images.test)
    outputs.write_results({"best_epoch": best.epoch, "test_loss": test_loss, "test_accuracy": test_accuracy})
    print(f"test_loss {test_loss:.4f}  test_accuracy {test_accuracy:.4f}", flush=True)
    return model, test_loss, test_accuracy


if __name__ == "__main__":
    sys.exit(main())
