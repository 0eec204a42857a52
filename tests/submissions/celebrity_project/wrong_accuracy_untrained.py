# A network that nobody has trained.
# points: test_accuracy = 0
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
rng = np.random.default_rng(0)
weights = rng.normal(0, 0.01, (48 * 48 * 3, 8))
# %% [predict]
def predict(images):
    scores = prepare(images, MEAN, STD).reshape(len(images), -1) @ weights
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
