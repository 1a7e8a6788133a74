"""The command line: flags, their defaults for each data set, and the limits of their values."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

REGISTER_POLICIES = ("better", "never", "always")

# What every MLflow registry takes, Azure ML's included.
MODEL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,254}")


@dataclass(frozen=True)
class Recipe:
    """Hyperparameters that are known to train the CNN well on one data set."""

    epochs: int
    batch_size: int
    learning_rate: float


RECIPES = {
    "digits": Recipe(epochs=30, batch_size=32, learning_rate=1e-3),
    "cifar10": Recipe(epochs=10, batch_size=32, learning_rate=1e-4),
}


@dataclass(frozen=True)
class Options:
    """The checked arguments of one run.

    ``learning_rate`` is that of the first step; at step ``n`` it is ``learning_rate / (1 + decay * n)``.
    ``validation_split`` is the fraction of the training images, taken from their end, that the model is not fitted to.
    """

    data: str
    epochs: int
    batch_size: int
    learning_rate: float
    decay: float
    validation_split: float
    seed: int
    register: str
    model_name: str
    tracking: bool
    output_dir: Path


def parse(arguments: Sequence[str] | None = None) -> Options:
    """The options given by ``arguments``, or by the process's own; wrong ones exit with 2 and one line."""
    parser = build_parser()
    given = parser.parse_args(arguments)
    if given.no_tracking and given.register in {"better", "always"}:
        parser.error(f"--register {given.register} needs a tracked run: leave out --no-tracking")
    recipe = RECIPES[given.data]
    return Options(
        data=given.data,
        epochs=recipe.epochs if given.epochs is None else given.epochs,
        batch_size=recipe.batch_size if given.batch_size is None else given.batch_size,
        learning_rate=recipe.learning_rate if given.learning_rate is None else given.learning_rate,
        decay=given.decay,
        validation_split=given.validation_split,
        seed=given.seed,
        register=given.register or "better",
        model_name=given.model_name or f"{given.data}-cnn",
        tracking=not given.no_tracking,
        output_dir=given.output_dir,
    )


def build_parser() -> argparse.ArgumentParser:
    """The parser of every flag; a flag whose default depends on the data set has None."""
    parser = OneLineParser(
        prog="train.py",
        description="Trains the reference CNN on small images and tracks the run with MLflow.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--data",
        choices=sorted(RECIPES),
        default="digits",
        help="digits: 1,797 8x8 images that come with scikit-learn; cifar10: 60,000 32x32 images, downloaded once "
        "(default: digits)",
    )
    parser.add_argument(
        "--epochs", type=positive_integer, help=f"passes over the training images (default: {defaults('epochs')})"
    )
    parser.add_argument(
        "--batch-size", type=positive_integer, help=f"images in a step (default: {defaults('batch_size')})"
    )
    parser.add_argument(
        "--learning-rate",
        type=positive_number,
        help=f"learning rate of the first step (default: {defaults('learning_rate')})",
    )
    parser.add_argument(
        "--decay",
        type=non_negative_number,
        default=1e-6,
        help="at step n the learning rate is divided by 1 + decay * n (default: 1e-06)",
    )
    parser.add_argument(
        "--validation-split",
        type=fraction,
        default=0.2,
        help="fraction of the training images that chooses the best epoch; with 0 the last one is kept (default: 0.2)",
    )
    parser.add_argument("--seed", type=seed, default=0, help="seed of weights, order and dropout (default: 0)")
    parser.add_argument(
        "--register",
        choices=REGISTER_POLICIES,
        help="register the model if its test accuracy beats all earlier ones, never, or always (default: better)",
    )
    parser.add_argument("--model-name", type=model_name, help="registered model (default: digits-cnn or cifar10-cnn)")
    parser.add_argument("--no-tracking", action="store_true", help="write the output folder only, without MLflow")
    parser.add_argument(
        "--output-dir", type=Path, default=Path("outputs"), help="folder of the results (default: outputs)"
    )
    return parser


class OneLineParser(argparse.ArgumentParser):
    """A parser whose errors are one line; the usage is what ``--help`` is for."""

    def error(self, message: str) -> NoReturn:
        """Exit with 2 and the message."""
        self.exit(2, f"{self.prog}: error: {message}\n")


def defaults(field: str) -> str:
    """The default of a recipe's field for each data set, for the help."""
    return ", ".join(f"{getattr(recipe, field)} for {data}" for data, recipe in sorted(RECIPES.items()))


def positive_integer(text: str) -> int:
    """A whole number from 1."""
    return integer(text, minimum=1, maximum=2**31 - 1)


def seed(text: str) -> int:
    """A whole number that NumPy and TensorFlow both take as a seed."""
    return integer(text, minimum=0, maximum=2**31 - 1)


def integer(text: str, minimum: int, maximum: int) -> int:
    """A whole number within limits."""
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
    if not minimum <= value <= maximum:
        raise argparse.ArgumentTypeError(f"{text} is not between {minimum} and {maximum}")
    return value


def positive_number(text: str) -> float:
    """A finite number above 0."""
    value = number(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def non_negative_number(text: str) -> float:
    """A finite number from 0."""
    value = number(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return value


def fraction(text: str) -> float:
    """A number from 0 to below 1."""
    value = number(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to below 1")
    return value


def number(text: str) -> float:
    """A finite number."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text} is not a finite number")
    return value


def model_name(text: str) -> str:
    """A name that a model registry takes."""
    if not MODEL_NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not 1 to 255 letters, digits, '-' and '_', a letter or digit first"
        )
    return text
