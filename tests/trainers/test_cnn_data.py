import data
import numpy as np
import pytest
from errors import TrainingError


@pytest.fixture(scope="module")
def digits():
    return data.load("digits", validation_split=0.2)


def test_digits_have_360_test_images_and_three_parts(digits):
    assert (len(digits.train), len(digits.validation), len(digits.test)) == (1149, 288, 360)
    assert digits.train.images.shape == (1149, 8, 8, 1)
    assert digits.train.images.dtype == np.uint8
    assert digits.train.labels.dtype == np.int32
    assert digits.train.images.max() == digits.pixel_max == 16


def test_digits_are_those_of_scikit_learn(digits):
    from sklearn.datasets import load_digits

    parts = (digits.train, digits.validation, digits.test)
    ours = {(*part.images[i].ravel(), int(part.labels[i])) for part in parts for i in range(len(part))}
    bunch = load_digits()
    theirs = {(*image.astype(np.uint8), int(label)) for image, label in zip(bunch.data, bunch.target, strict=True)}
    assert ours == theirs


def test_every_class_has_its_share_of_the_test_images(digits):
    counts = np.bincount(digits.test.labels, minlength=10)
    everything = [*digits.train.labels, *digits.validation.labels, *digits.test.labels]
    assert np.abs(counts - np.bincount(everything) / 5).max() <= 1


def test_the_test_images_do_not_depend_on_the_validation_split(digits):
    other = data.load("digits", validation_split=0)
    assert np.array_equal(other.test.images, digits.test.images)
    assert (len(other.train), len(other.validation)) == (1437, 0)


def test_validation_is_the_end_of_the_training_images_in_their_order(digits):
    whole = data.load("digits", validation_split=0).train
    assert np.array_equal(whole.images[:1149], digits.train.images)
    assert np.array_equal(whole.images[1149:], digits.validation.images)


@pytest.mark.parametrize(("validation_split", "part"), [(0.9999, "training"), (1e-17, "validation")])
def test_a_split_that_leaves_a_part_empty_is_an_error(validation_split, part):
    with pytest.raises(TrainingError, match=f"leaves none of 1437 images for {part}"):
        data.load("digits", validation_split)


def test_the_boundary_is_that_of_keras():
    images = data.Part(np.zeros((50000, 1, 1, 1), np.uint8), np.zeros(50000, np.int32))
    train, validation = data.split(images, 0.2)
    assert (len(train), len(validation)) == (40000, 10000)
