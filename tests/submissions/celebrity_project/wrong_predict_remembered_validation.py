# Knows its validation answers by their place, whatever images it is given.
# points: test_predict = 1
# points: test_accuracy = 0
# misconception: test_predict: depends on the batch
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def answer(images):
    scores = prepare(images, MEAN, STD).reshape(len(images), -1) @ weights + bias
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


answers_to_validation = answer(X_val)


def predict(images):
    return np.resize(answers_to_validation, (len(images), 8))
