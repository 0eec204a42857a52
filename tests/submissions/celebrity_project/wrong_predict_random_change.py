# Changes the images at random before it asks the model.
# points: test_predict = 1
# misconception: test_predict: chance in predict
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def predict(images):
    inputs = prepare(images, MEAN, STD) * np.random.uniform(0.6, 1.4, (len(images), 1, 1, 1))
    scores = inputs.reshape(len(images), -1) @ weights + bias
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
