# Guesses at random.
# points: test_predict = 1
# points: test_accuracy = 0
# misconception: test_predict: chance in predict
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def predict(images):
    return np.random.dirichlet(np.ones(8), len(images))
