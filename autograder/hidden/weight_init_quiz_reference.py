"""Right answers of weight_init_quiz: plain numpy, written to be read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.comparison import FloatArray

TRUNCATED_DEVIATION = 0.87962566103423978
"""Standard deviation of a standard normal distribution that is cut off at two deviations."""


def collapsed_weights(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return the weights of the one linear layer that equals two."""
    return first @ second


def collapsed_bias(bias: FloatArray, second: FloatArray, second_bias: FloatArray) -> FloatArray:
    """Return its bias."""
    return bias @ second + second_bias


def sigmoid(z: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def softmax(z: FloatArray) -> FloatArray:
    """Return probabilities, one row per image."""
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))


def hidden_outputs(x: FloatArray, weights: Sequence[FloatArray]) -> list[FloatArray]:
    """Return the outputs of the hidden layers: sigmoid, without biases."""
    outputs = []
    for matrix in weights[:-1]:
        x = sigmoid(x @ matrix)
        outputs.append(x)
    return outputs


def layer_gradients(x: FloatArray, y: FloatArray, weights: Sequence[FloatArray]) -> list[FloatArray]:
    """Return the gradient of the mean cross-entropy for each matrix of weights.

    Parameters
    ----------
    x
        Inputs, shape (images, inputs).
    y
        One-hot labels, shape (images, classes).
    weights
        One matrix per layer, shape (inputs, units).
    """
    below = [x, *hidden_outputs(x, weights)]
    delta = (softmax(below[-1] @ weights[-1]) - y) / len(x)
    gradients = [below[-1].T @ delta]
    for matrix, a, a_below in zip(weights[:0:-1], below[:0:-1], below[-2::-1], strict=True):
        delta = (delta @ matrix.T) * a * (1 - a)
        gradients.insert(0, a_below.T @ delta)
    return gradients


def unit_spread(gradient: FloatArray) -> float:
    """Return by how much two columns differ at most in one row."""
    return float(np.ptp(gradient, axis=1).max())


def saturated_share(outputs: Sequence[FloatArray]) -> FloatArray:
    """Return the share of outputs at which the sigmoid's slope is below 0.01, for each layer."""
    return np.array([np.mean(a * (1 - a) < 0.01) for a in outputs])


def gradient_sizes(gradients: Sequence[FloatArray]) -> FloatArray:
    """Return the median of the absolute values, for each layer."""
    return np.array([np.median(np.abs(gradient)) for gradient in gradients])


def fans(shape: Sequence[int]) -> tuple[int, int]:
    """Return fan_in and fan_out of a dense kernel (in, out) or of a conv kernel (h, w, in, out)."""
    *window, inputs, outputs = shape
    positions = int(np.prod(window, dtype=int))
    return positions * inputs, positions * outputs


def glorot_limit(shape: Sequence[int]) -> float:
    """Return the limit of Glorot & Bengio (2010), equation 16."""
    return float(np.sqrt(6 / sum(fans(shape))))


def he_deviation(shape: Sequence[int]) -> float:
    """Return the standard deviation of He et al. (2015), equation 10."""
    return float(np.sqrt(2 / fans(shape)[0]))


def glorot_uniform(shape: Sequence[int], rng: np.random.Generator) -> FloatArray:
    """Draw weights uniformly between minus the limit and the limit."""
    limit = glorot_limit(shape)
    return rng.uniform(-limit, limit, tuple(shape))


def he_normal(shape: Sequence[int], rng: np.random.Generator) -> FloatArray:
    """Draw weights from a normal distribution cut off at two deviations, as Keras does."""
    sigma = he_deviation(shape) / TRUNCATED_DEVIATION
    weights = rng.normal(0, sigma, tuple(shape))
    while np.any(outside := np.abs(weights) > 2 * sigma):
        weights[outside] = rng.normal(0, sigma, np.count_nonzero(outside))
    return weights


def parameters(sizes: Sequence[int]) -> list[int]:
    """Return the number of parameters of each fully connected layer, biases included."""
    return [(inputs + 1) * outputs for inputs, outputs in zip(sizes, sizes[1:], strict=False)]
