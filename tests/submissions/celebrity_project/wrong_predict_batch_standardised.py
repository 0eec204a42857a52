# Standardises with the batch's own numbers, in predict only.
# points: test_predict = 1
# misconception: test_predict: depends on the batch
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def predict(images):
    mean, std = colour_statistics(images)
    scores = prepare(images, mean, std + 1e-9).reshape(len(images), -1) @ weights + bias
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
