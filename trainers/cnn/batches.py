"""Batches for Keras: the order of the images, one gather a batch, and how many steps run between two callbacks."""

from __future__ import annotations

import math

import tensorflow as tf

from data import Part

# More steps in one call do not make it faster.
MOST_STEPS_PER_EXECUTION = 16
LARGEST_EVALUATION_BATCH = 256


def training_batches(part: Part, batch_size: int, epochs: int, seed: int) -> tf.data.Dataset:
    """``epochs`` passes over the images, each in a new order that depends on ``seed`` and the epoch alone.

    Elements: images ``[batch, height, width, channels]`` and labels ``[batch]``; an epoch's last batch may be smaller.
    Only indices are shuffled: moving the images one by one costs more than a CPU's share of training on them.
    """

    def one_epoch(epoch: tf.Tensor) -> tf.data.Dataset:
        order = tf.random.experimental.stateless_shuffle(tf.range(len(part)), seed=tf.stack([seed, epoch]))
        return tf.data.Dataset.from_tensor_slices(order).batch(batch_size)

    return gathered(part, tf.data.Dataset.range(epochs).flat_map(one_epoch))


def evaluation_batches(part: Part, steps_per_execution: int) -> tf.data.Dataset:
    """One pass over the images in their own order, in a number of batches that ``steps_per_execution`` divides."""
    size = evaluation_batch_size(len(part), steps_per_execution)
    if size is None:
        raise ValueError(f"{len(part)} images do not go into a multiple of {steps_per_execution} batches")
    return gathered(part, tf.data.Dataset.range(len(part)).batch(size))


def gathered(part: Part, indices: tf.data.Dataset) -> tf.data.Dataset:
    """The images and labels at each batch of ``indices``."""
    with tf.device("CPU:0"):  # the input pipeline runs there, also beside a GPU
        images = tf.constant(part.images)
        labels = tf.constant(part.labels)

    def gather(batch: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return tf.gather(images, batch), tf.gather(labels, batch)

    return indices.map(gather).prefetch(tf.data.AUTOTUNE)


def steps_per_epoch(images: int, batch_size: int) -> int:
    """Batches in one pass over this many images."""
    return math.ceil(images / batch_size)


def choose_steps_per_execution(steps: int, evaluations: list[int], keras_version: str) -> int:
    """The most training steps that one call may run, given the steps of an epoch and the images of each evaluation.

    Keras 3.3 to 3.5 compute wrong results where the number does not divide the steps, so that it is 1 before 3.8 and
    a divisor everywhere.
    """
    major, minor = (int(number) for number in keras_version.split(".")[:2])
    if (major, minor) < (3, 8):
        return 1
    return max(
        count
        for count in range(1, MOST_STEPS_PER_EXECUTION + 1)
        if steps % count == 0 and all(evaluation_batch_size(images, count) for images in evaluations)
    )


def evaluation_batch_size(images: int, divisor: int) -> int | None:
    """The largest batch size that cuts this many images into a multiple of ``divisor`` batches."""
    for size in range(min(images, LARGEST_EVALUATION_BATCH), 0, -1):
        if math.ceil(images / size) % divisor == 0:
            return size
    return None
