# The cell of predict keeps a guess; a better predict follows in a cell at the end, where it counts.
# expect: full
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def predict(images):
    return np.zeros(len(images), dtype=int)
# %% [report]
We started with a guess and came further in the end.
# %%
def predict(images):
    scores = prepare(images, MEAN, STD).reshape(len(images), -1) @ weights + bias
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
