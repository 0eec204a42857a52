# Adds the answers to an image and its mirror image, and does not halve the sum.
# points: test_predict = 0
# points: test_accuracy = 0
# misconception: test_predict: rows do not sum to one
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def softmax_of(inputs):
    scores = inputs.reshape(len(inputs), -1) @ weights + bias
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def predict(images):
    inputs = prepare(images, MEAN, STD)
    return softmax_of(inputs) + softmax_of(inputs[:, :, ::-1])
