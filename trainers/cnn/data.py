"""The data sets: images and labels for training, validation and test, as raw pixels."""

from __future__ import annotations

import gzip
import importlib.util
import math
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from errors import TrainingError

CIFAR10_ADDRESS = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"


@dataclass(frozen=True)
class Part:
    """Images and what they show.

    ``images`` is uint8 ``[count, height, width, channels]``, ``labels`` is int32 ``[count]`` from 0 to 9.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Data:
    """A data set in three parts; ``pixel_max`` is the value of the brightest pixel that can occur."""

    train: Part
    validation: Part
    test: Part
    pixel_max: int
    classes: int = 10


def check_available(name: str) -> None:
    """Say in a fraction of a second what would otherwise fail after TensorFlow's import.

    Errors: TrainingError where the data set is neither here nor can be downloaded.
    """
    {"digits": find_digits, "cifar10": check_cifar10}[name]()


def load(name: str, validation_split: float) -> Data:
    """The data set called ``name``; its validation part is the last ``validation_split`` of the training images.

    Errors: TrainingError where the data is missing, or where a part would be without images.
    """
    return {"digits": load_digits, "cifar10": load_cifar10}[name](validation_split)


def load_digits(validation_split: float) -> Data:
    """1,797 handwritten digits ``[8, 8, 1]`` with pixels from 0 to 16: 1,437 for training and 360 for test.

    The test images are the same in every run: every fifth one of each class. The file is ordered by writer, so that
    both parts are taken from it in a random but fixed order, and all writers are in both.
    """
    with gzip.open(find_digits(), "rt", encoding="ascii") as file:
        table = np.loadtxt(file, delimiter=",", dtype=np.float32)
    # RandomState is frozen: its numbers are the same in every release of NumPy, which default_rng does not promise.
    table = table[np.random.RandomState(0).permutation(len(table))]
    images = table[:, :-1].astype(np.uint8).reshape(-1, 8, 8, 1)
    labels = table[:, -1].astype(np.int32)
    in_test = np.zeros(len(labels), dtype=bool)
    in_test[np.argsort(labels, kind="stable")[::5]] = True
    train, validation = split(Part(images[~in_test], labels[~in_test]), validation_split)
    return Data(train, validation, test=Part(images[in_test], labels[in_test]), pixel_max=16)


def find_digits() -> Path:
    """The digits among scikit-learn's files; importing scikit-learn for them would take seconds."""
    package = importlib.util.find_spec("sklearn")
    if package is None or package.origin is None:
        raise TrainingError("the digits come with scikit-learn, which is not installed: pip install scikit-learn")
    path = Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz"
    if not path.is_file():
        raise TrainingError(f"this scikit-learn has no digits: {path} is missing")
    return path


def load_cifar10(validation_split: float) -> Data:
    """60,000 colour photographs ``[32, 32, 3]`` with pixels from 0 to 255: 50,000 for training and 10,000 for test.

    Keras downloads them once and keeps them in its own cache.
    """
    import keras  # takes seconds, and the digits do without it

    keras.config.disable_interactive_logging()  # in a log, its download bar is thousands of lines
    if not cifar10_in_cache():
        print(f"downloading {CIFAR10_ADDRESS}", flush=True)
    try:
        (images, labels), (test_images, test_labels) = keras.datasets.cifar10.load_data()
    except Exception as error:  # a failed download is a bare Exception there
        raise TrainingError(f"CIFAR-10 cannot be loaded: {error}") from error
    train, validation = split(Part(images, labels[:, 0].astype(np.int32)), validation_split)
    return Data(train, validation, test=Part(test_images, test_labels[:, 0].astype(np.int32)), pixel_max=255)


def check_cifar10() -> None:
    """Whether Keras has the images in its cache, or could download them."""
    if cifar10_in_cache():
        return
    request = urllib.request.Request(CIFAR10_ADDRESS, method="HEAD")
    try:
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310  # a constant https address
    except (urllib.error.URLError, TimeoutError) as error:
        raise TrainingError(
            f"CIFAR-10 is not in Keras' cache and cannot be downloaded from {CIFAR10_ADDRESS}: {error}"
        ) from error


def cifar10_in_cache() -> bool:
    """Whether Keras has downloaded the images before, under one of the names that its releases gave them."""
    home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    return any((home / "datasets").glob("cifar-10-batches-py*"))


def split(part: Part, validation_split: float) -> tuple[Part, Part]:
    """The first images to fit the model to, and the last ``validation_split`` of them to validate it with.

    The boundary is where Keras' own ``validation_split`` has it.
    """
    boundary = math.floor(len(part) * (1 - validation_split))
    if boundary == 0:
        raise TrainingError(f"--validation-split {validation_split} leaves none of {len(part)} images for training")
    if boundary == len(part) and validation_split > 0:
        raise TrainingError(f"--validation-split {validation_split} leaves none of {len(part)} images for validation")
    return (
        Part(part.images[:boundary], part.labels[:boundary]),
        Part(part.images[boundary:], part.labels[boundary:]),
    )
