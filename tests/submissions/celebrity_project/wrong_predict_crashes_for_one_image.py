# Takes the images in pairs and fails where one is left over.
# points: test_predict = 1
# points: test_accuracy = 0
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def predict(images):
    result = np.zeros((len(images), 8))
    for start in range(0, len(images), 2):
        first, second = prepare(images[start : start + 2], MEAN, STD)
        for offset, inputs in enumerate([first, second]):
            powers = np.exp(inputs.ravel() @ weights + bias)
            result[start + offset] = powers / powers.sum()
    return result
