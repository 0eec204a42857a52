# Names instead of numbers.
# points: test_predict = 0
# points: test_accuracy = 0
# misconception: test_predict: names for numbers
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def predict(images):
    scores = prepare(images, MEAN, STD).reshape(len(images), -1) @ weights + bias
    return np.array(names)[scores.argmax(axis=1)]
