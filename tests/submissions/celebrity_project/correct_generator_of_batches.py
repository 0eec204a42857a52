# Asks the model in batches of 16, which a generator cuts.
# expect: full
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def cut(images, size=16):
    for start in range(0, len(images), size):
        yield images[start : start + size]


def answers_to(images):
    for batch in cut(images):
        scores = prepare(batch, MEAN, STD).reshape(len(batch), -1) @ weights + bias
        powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
        yield powers / powers.sum(axis=-1, keepdims=True)


def predict(images):
    return np.concatenate(list(answers_to(images)))
