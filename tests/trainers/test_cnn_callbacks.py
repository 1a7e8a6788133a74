import math
import re

import numpy as np
import pytest
from errors import DivergedError, TrainingError


@pytest.fixture(scope="module")
def callbacks():
    import callbacks

    return callbacks


@pytest.fixture
def model():
    """One weight, so that a saved epoch is told by its value."""
    import keras

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile("sgd", "mse")
    return model


def saved_weight(path):
    import keras

    return float(keras.saving.load_model(path).get_weights()[0][0, 0])


def finish_epochs(callback, model, logs):
    callback.set_model(model)
    for epoch, values in enumerate(logs):
        model.set_weights([np.array([[epoch + 1.0]])])
        callback.on_epoch_end(epoch, values)


def test_the_model_of_the_lowest_validation_loss_is_kept(callbacks, model, tmp_path):
    best = callbacks.BestModel(tmp_path / "model.keras")
    finish_epochs(best, model, [{"loss": 3, "val_loss": value} for value in (3.0, 1.0, 2.0, 1.0)])
    assert best.epoch == 2
    assert saved_weight(best.path) == 2.0
    assert [path.name for path in tmp_path.iterdir()] == ["model.keras"]


def test_without_validation_the_last_model_is_kept(callbacks, model, tmp_path):
    best = callbacks.BestModel(tmp_path / "model.keras")
    finish_epochs(best, model, [{"loss": 1.0}, {"loss": 3.0}])
    assert best.epoch == 2
    assert saved_weight(best.path) == 2.0


def test_a_model_that_cannot_be_written_is_an_error_with_its_path(callbacks, model, tmp_path):
    best = callbacks.BestModel(tmp_path / "absent" / "model.keras")
    with pytest.raises(TrainingError, match=r"cannot be written to .*model\.keras"):
        finish_epochs(best, model, [{"loss": 1.0}])


@pytest.mark.parametrize("logs", [{"loss": math.nan}, {"loss": math.inf}, {"loss": 1.0, "val_loss": math.nan}])
def test_a_loss_that_is_not_finite_ends_the_run(callbacks, logs):
    with pytest.raises(DivergedError, match=r"diverged in epoch 3: (val_)?loss is (nan|inf)"):
        callbacks.DivergenceGuard().on_epoch_end(2, logs)


def test_history_has_a_header_and_a_row_an_epoch(callbacks, tmp_path):
    history = callbacks.HistoryFile(tmp_path / "history.csv")
    history.on_epoch_end(0, {"loss": 0.5, "accuracy": 0.25})
    history.on_epoch_end(1, {"loss": 0.25, "accuracy": 0.75})
    assert history.path.read_text().split() == ["epoch,accuracy,loss", "1,0.25,0.5", "2,0.75,0.25"]


def test_progress_is_one_line_an_epoch(callbacks, capsys):
    progress = callbacks.Progress(epochs=30, images=1000)
    progress.on_epoch_begin(2)
    progress.on_test_begin()
    progress.on_epoch_end(2, {"accuracy": 0.8712, "loss": 0.4321, "val_accuracy": 0.93119, "val_loss": 0.2311})
    expected = r"epoch  3/30  loss 0\.4321  accuracy 0\.8712  val_loss 0\.2311  val_accuracy 0\.9312  \d+ images/s\n"
    assert re.fullmatch(expected, capsys.readouterr().out)
