# Keras' own ops and initialisers, seeded by a number from rng.
# expect: full
# %%
import keras
from keras import initializers, ops
# %% [collapse]
def collapsed_weights(W1, W2):
    return ops.matmul(W1, W2)


def collapsed_bias(b1, W2, b2):
    return ops.add(ops.matmul(b1, W2), b2)
# %% [outputs]
def hidden_outputs(x, weights):
    outputs = [x]
    for W in weights[:-1]:
        outputs.append(ops.sigmoid(ops.matmul(outputs[-1], W)))
    return [ops.convert_to_numpy(a) for a in outputs[1:]]
# %% [gradients]
def layer_gradients(x, y, weights):
    a = [x, *hidden_outputs(x, weights)]
    delta = (ops.softmax(ops.matmul(a[-1], weights[-1]), axis=1) - y) / x.shape[0]
    result = []
    for level in reversed(range(len(weights))):
        result = [ops.matmul(ops.transpose(a[level]), delta)] + result
        delta = ops.matmul(delta, ops.transpose(weights[level])) * a[level] * (1 - a[level])
    return [ops.convert_to_numpy(gradient) for gradient in result]
# %% [glorot]
def glorot_uniform(shape, rng):
    return initializers.GlorotUniform(seed=int(rng.integers(2**31)))(shape)
# %% [he]
def he_normal(shape, rng):
    return initializers.HeNormal(seed=int(rng.integers(2**31)))(shape)
