"""The reference CNN and how it is optimised."""

from __future__ import annotations

import keras

# Below this many pixels a side, two unpadded 3x3 convolutions with their poolings leave nothing.
SMALLEST_UNPADDED = 10


def build(shape: tuple[int, int, int], classes: int, pixel_max: int) -> keras.Model:
    """The CNN for images of ``shape`` (height, width, channels).

    It takes raw pixels, uint8 ``[batch, height, width, channels]`` from 0 to ``pixel_max``, and scales them itself:
    a quarter of the memory of float32, and nobody who uses the saved model can forget it.
    It gives a probability for each class, float32 ``[batch, classes]``.
    """
    padding = "valid" if min(shape[:2]) >= SMALLEST_UNPADDED else "same"
    return keras.Sequential(
        [
            keras.Input(shape, dtype="uint8"),
            keras.layers.Rescaling(1 / pixel_max),
            keras.layers.Conv2D(32, 3, padding=padding, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Dropout(0.25),
            keras.layers.Conv2D(64, 3, padding=padding, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Dropout(0.25),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(classes, activation="softmax"),
        ],
        name="cnn",
    )


def compile_model(model: keras.Model, learning_rate: float, decay: float, steps_per_execution: int) -> None:
    """Give the model its loss and RMSprop, whose learning rate at step n is ``learning_rate / (1 + decay * n)``."""
    schedule = keras.optimizers.schedules.InverseTimeDecay(learning_rate, decay_steps=1, decay_rate=decay)
    model.compile(
        optimizer=keras.optimizers.RMSprop(schedule),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=steps_per_execution,
    )
