import math

import data
import numpy as np
import pytest

IMAGES = 100


@pytest.fixture(scope="module")
def batches():
    import batches

    return batches


@pytest.fixture(scope="module")
def part():
    """Images whose only pixel is their label, which is their index."""
    numbers = np.arange(IMAGES)
    return data.Part(numbers.astype(np.uint8).reshape(-1, 1, 1, 1), numbers.astype(np.int32))


def orders(dataset, steps):
    labels = [labels.numpy() for _, labels in dataset]
    return [np.concatenate(labels[i : i + steps]) for i in range(0, len(labels), steps)]


def test_each_epoch_has_every_image_once_in_an_order_of_its_own(batches, part):
    epochs = orders(batches.training_batches(part, 32, epochs=3, seed=0), steps=4)
    assert [sorted(order) for order in epochs] == [list(range(IMAGES))] * 3
    assert len({tuple(order) for order in epochs}) == 3


def test_the_order_depends_on_the_seed_and_the_epoch_alone(batches, part):
    three = orders(batches.training_batches(part, 32, epochs=3, seed=7), steps=4)
    two = orders(batches.training_batches(part, 10, epochs=2, seed=7), steps=10)
    assert np.array_equal(three[:2], two)
    assert not np.array_equal(three[0], orders(batches.training_batches(part, 32, epochs=1, seed=8), steps=4)[0])


def test_images_stay_with_their_labels(batches, part):
    for images, labels in batches.training_batches(part, 32, epochs=1, seed=0):
        assert np.array_equal(images.numpy().ravel(), labels.numpy())
        assert images.shape[1:] == (1, 1, 1)


def test_evaluation_has_every_image_in_order_in_a_multiple_of_the_steps(batches, part):
    found = list(batches.evaluation_batches(part, steps_per_execution=4))
    assert len(found) % 4 == 0
    assert np.array_equal(np.concatenate([labels.numpy() for _, labels in found]), np.arange(IMAGES))


@pytest.mark.parametrize(
    ("steps", "evaluations", "keras_version", "expected"),
    [
        (1250, [10000, 10000], "3.15.1", 10),  # CIFAR-10
        (36, [288, 360], "3.15.1", 12),  # digits
        (36, [288, 360], "3.8.0", 12),
        (36, [288, 360], "3.5.0", 1),
        (37, [288, 360], "3.15.1", 1),
        (36, [1, 360], "3.15.1", 1),
        (36, [360], "3.15.1", 12),
    ],
)
def test_steps_per_execution_divide_every_pass_and_need_a_sound_keras(
    batches, steps, evaluations, keras_version, expected
):
    assert batches.choose_steps_per_execution(steps, evaluations, keras_version) == expected


def test_an_evaluation_batch_size_cuts_into_a_multiple_or_is_none(batches):
    for images in range(1, 400):
        for divisor in range(1, 17):
            size = batches.evaluation_batch_size(images, divisor)
            assert (size is None) == (images < divisor) or size is None
            assert size is None or math.ceil(images / size) % divisor == 0


def test_several_steps_in_one_call_train_as_single_ones_do(batches):
    import cnn
    import keras

    digits = data.load("digits", 0.2)
    losses = []
    for steps_per_execution in (1, 12):
        keras.utils.set_random_seed(0)
        model = cnn.build((8, 8, 1), 10, 16)
        cnn.compile_model(model, 1e-3, 1e-6, steps_per_execution)
        history = model.fit(
            batches.training_batches(digits.train, 32, epochs=2, seed=0),
            epochs=2,
            steps_per_epoch=36,
            validation_data=batches.evaluation_batches(digits.validation, steps_per_execution),
            shuffle=False,
            verbose=0,
        )
        losses.append([*history.history["loss"], *history.history["val_loss"]])
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)
