# A class for the net; the asked functions only call its methods.
# expect: full
# %% [outputs]
class Net:
    def __init__(self, weights):
        self.weights = weights
        self.outputs = []

    def forward(self, x):
        self.outputs = [x]
        for W in self.weights[:-1]:
            z = self.outputs[-1] @ W
            self.outputs.append(np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), 1 - 1 / (1 + np.exp(-np.abs(z)))))
        z = self.outputs[-1] @ self.weights[-1]
        powers = np.exp(z - z.max())
        return powers / powers.sum(axis=1).reshape(-1, 1)

    def backward(self, x, y):
        delta = (self.forward(x) - y) / x.shape[0]
        result = {}
        for number in range(len(self.weights), 0, -1):
            out = self.outputs[number - 1]
            result[number] = np.dot(out.T, delta)
            delta = np.multiply(np.dot(delta, self.weights[number - 1].T), np.multiply(out, 1 - out))
        return [result[number] for number in sorted(result)]


def hidden_outputs(x, weights):
    net = Net(weights)
    net.forward(x)
    return net.outputs[1:]
# %% [gradients]
def layer_gradients(x, y, weights):
    return Net(weights).backward(x, y)
# %% [glorot]
class Glorot:
    def __call__(self, shape, rng):
        fan_in, fan_out = fans(shape)
        deviation = np.sqrt(2 / (fan_in + fan_out))
        return rng.uniform(-np.sqrt(3), np.sqrt(3), shape) * deviation


glorot_uniform = Glorot()
