# Ignores the given numbers and takes those of training and validation images together.
# points: test_prepare = 0.5
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [prepare]
everything = np.concatenate([X_train, X_val])
mean_of_all, std_of_all = everything.mean(axis=(0, 1, 2)), everything.std(axis=(0, 1, 2))


def prepare(images, mean, std):
    return (images - mean_of_all) / std_of_all
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def predict(images):
    scores = prepare(images, MEAN, STD).reshape(len(images), -1) @ weights + bias
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
