# Softmax regression in plain numpy, its weights in an archive; mirrored images are asked as well.
# expect: full
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def probabilities_of(inputs):
    return softmax(inputs.reshape(len(inputs), -1) @ weights + bias)


def predict(images):
    inputs = prepare(images, MEAN, STD)
    return 0.5 * (probabilities_of(inputs) + probabilities_of(inputs[:, :, ::-1]))
