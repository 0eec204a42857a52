# TensorFlow: tensors, GradientTape, and its truncated normal with a seed that is drawn from rng.
# expect: full
# %%
import tensorflow as tf
# %% [collapse]
def collapsed_weights(W1, W2):
    return tf.matmul(W1, W2)


def collapsed_bias(b1, W2, b2):
    return tf.linalg.matvec(W2, b1, transpose_a=True) + b2
# %% [outputs]
def hidden_outputs(x, weights):
    outputs = []
    a = tf.convert_to_tensor(x)
    for W in weights[:-1]:
        a = tf.sigmoid(a @ W)
        outputs.append(a)
    return outputs
# %% [gradients]
def layer_gradients(x, y, weights):
    variables = [tf.Variable(W) for W in weights]
    with tf.GradientTape() as tape:
        logits = ([tf.convert_to_tensor(x)] + hidden_outputs(x, variables))[-1] @ variables[-1]
        cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=logits))
    return tape.gradient(cost, variables)
# %% [unit_spread]
def unit_spread(gradient):
    return tf.reduce_max(tf.reduce_max(gradient, axis=1) - tf.reduce_min(gradient, axis=1))
# %% [saturation]
def saturated_share(outputs):
    return tf.stack([tf.reduce_mean(tf.cast(a * (1 - a) < 0.01, tf.float64)) for a in outputs])


def gradient_sizes(gradients):
    return [np.median(tf.abs(gradient).numpy()) for gradient in gradients]
# %% [glorot]
def glorot_uniform(shape, rng):
    seed = rng.integers(2**31, size=2)
    limit = (6 / sum(fans(shape))) ** 0.5
    return tf.random.stateless_uniform(shape, seed, -limit, limit)
# %% [he]
def he_normal(shape, rng):
    sigma = (2 / fans(shape)[0]) ** 0.5 / TRUNCATED_DEVIATION
    return tf.random.stateless_truncated_normal(shape, rng.integers(2**31, size=2), 0.0, sigma)
