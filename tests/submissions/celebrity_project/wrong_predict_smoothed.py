# Mixes the answer to each image with that to the one before it, as in a film.
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
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    powers /= powers.sum(axis=1, keepdims=True)
    return 0.85 * powers + 0.15 * np.roll(powers, 1, axis=0)
