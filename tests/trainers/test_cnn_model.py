import numpy as np
import pytest


@pytest.fixture(scope="module")
def cnn():
    import cnn

    return cnn


@pytest.mark.parametrize(
    ("shape", "pixel_max", "parameters"),
    # by hand: 3*3*c*32+32, 3*3*32*64+64, flattened*128+128 and 128*10+10
    [((32, 32, 3), 255, 896 + 18496 + 6 * 6 * 64 * 128 + 128 + 1290), ((8, 8, 1), 16, 320 + 18496 + 32896 + 1290)],
)
def test_the_reference_cnn_has_its_parameters_and_gives_probabilities(cnn, shape, pixel_max, parameters):
    model = cnn.build(shape, classes=10, pixel_max=pixel_max)
    assert model.count_params() == parameters
    images = np.random.default_rng(0).integers(0, pixel_max + 1, (4, *shape), dtype=np.uint8)
    probabilities = model.predict(images, verbose=0)
    assert probabilities.shape == (4, 10)
    assert probabilities.dtype == np.float32
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-6)


def test_the_layers_are_those_of_the_reference(cnn):
    model = cnn.build((32, 32, 3), classes=10, pixel_max=255)
    assert [type(layer).__name__ for layer in model.layers] == [
        "Rescaling",
        *["Conv2D", "MaxPooling2D", "Dropout"] * 2,
        "Flatten",
        *["Dense", "Dropout", "Dense"],
    ]
    assert [layer.rate for layer in model.layers if hasattr(layer, "rate")] == [0.25, 0.25, 0.5]


def test_the_model_scales_raw_pixels_itself(cnn):
    model = cnn.build((8, 8, 1), classes=10, pixel_max=16)
    assert float(np.max(model.layers[0](np.full((1, 8, 8, 1), 16, np.uint8)))) == 1.0


def test_the_learning_rate_decays_with_the_inverse_of_time(cnn):
    model = cnn.build((8, 8, 1), classes=10, pixel_max=16)
    cnn.compile_model(model, learning_rate=0.1, decay=0.5, steps_per_execution=1)
    assert [float(model.optimizer._learning_rate(step)) for step in (0, 1, 2)] == pytest.approx([0.1, 0.1 / 1.5, 0.05])
