# predict works in the array that it is given, which is the grader's own copy and harms nobody.
# expect: full
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def predict(images):
    scores = prepare(images, MEAN, STD).reshape(len(images), -1) @ weights + bias
    images[:] = 255 - images
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
