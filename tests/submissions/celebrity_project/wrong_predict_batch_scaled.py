# Divides the scores by the largest of the whole batch.
# points: test_predict = 1
# misconception: test_predict: depends on the batch
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def predict(images):
    scores = prepare(images, MEAN, STD).reshape(len(images), -1) @ weights + bias
    powers = np.exp(3 * scores / np.abs(scores).max())
    return powers / powers.sum(axis=1, keepdims=True)
