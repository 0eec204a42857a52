# Pure Python: nested lists in and out, one random number at a time.
# expect: full
# %% [collapse]
def times(a, b):
    return [[sum(x * y for x, y in zip(row, col)) for col in zip(*b)] for row in a]


def collapsed_weights(W1, W2):
    return times(W1.tolist(), W2.tolist())


def collapsed_bias(b1, W2, b2):
    return [sum(b1[i] * W2[i][j] for i in range(len(b1))) + b2[j] for j in range(len(b2))]
# %% [outputs]
import math


def hidden_outputs(x, weights):
    outputs = []
    a = x.tolist()
    for W in weights[:-1]:
        a = [[1 / (1 + math.exp(-z)) for z in row] for row in times(a, W.tolist())]
        outputs.append(a)
    return outputs
# %% [gradients]
def layer_gradients(x, y, weights):
    weights = [np.array(W) for W in weights]
    below = [x.tolist()] + hidden_outputs(x, weights)
    matrices = [W.tolist() for W in weights]
    delta = []
    for row, label in zip(times(below[-1], matrices[-1]), y.tolist()):
        powers = [math.exp(z) for z in row]
        delta.append([(power / sum(powers) - k) / len(x) for power, k in zip(powers, label)])
    gradients = []
    for level in range(len(matrices) - 1, -1, -1):
        gradients.insert(0, times([list(col) for col in zip(*below[level])], delta))
        back = times(delta, [list(col) for col in zip(*matrices[level])])
        delta = [[d * a * (1 - a) for d, a in zip(*rows)] for rows in zip(back, below[level])]
    return gradients
# %% [unit_spread]
def unit_spread(gradient):
    return max(max(row) - min(row) for row in gradient.tolist())
# %% [saturation]
def saturated_share(outputs):
    shares = []
    for layer in outputs:
        numbers = [a for row in layer.tolist() for a in row]
        shares.append(len([a for a in numbers if a * (1 - a) < 0.01]) / len(numbers))
    return shares


def gradient_sizes(gradients):
    from statistics import median

    return [median(abs(g) for row in gradient.tolist() for g in row) for gradient in gradients]
# %% [fans]
def fans(shape):
    if len(shape) == 2:
        return list(shape)
    height, width, c_in, c_out = shape
    return [height * width * c_in, height * width * c_out]
# %% [own_numbers]
my_limit = math.sqrt(6 / (my_dense_shape[0] + my_dense_shape[1]))
my_deviation = math.sqrt(2 / (my_conv_shape[0] * my_conv_shape[1] * my_conv_shape[2]))
# %% [glorot]
def filled(shape, draw):
    if not shape:
        return draw()
    return [filled(shape[1:], draw) for _ in range(shape[0])]


def glorot_uniform(shape, rng):
    limit = math.sqrt(6 / sum(fans(shape)))
    return filled(shape, lambda: (2 * rng.random() - 1) * limit)
# %% [he]
def he_normal(shape, rng):
    sigma = math.sqrt(2 / fans(shape)[0]) / TRUNCATED_DEVIATION

    def draw():
        while True:
            weight = rng.normal(0, sigma)
            if abs(weight) <= 2 * sigma:
                return weight

    return filled(shape, draw)
