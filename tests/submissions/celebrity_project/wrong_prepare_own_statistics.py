# Standardises each batch with the batch's own mean and deviation.
# points: test_prepare = 0.5
# points: test_predict = 1
# misconception: test_prepare: the batch's own statistics
# misconception: test_predict: depends on the batch
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [prepare]
def prepare(images, mean, std):
    return (images - images.mean(axis=(0, 1, 2))) / (images.std(axis=(0, 1, 2)) + 1e-9)
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def predict(images):
    scores = prepare(images, MEAN, STD).reshape(len(images), -1) @ weights + bias
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
