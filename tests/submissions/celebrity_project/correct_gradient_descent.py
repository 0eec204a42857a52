# Softmax regression trained at grading by gradient descent, on images scaled down to 12x12.
# expect: full
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
def features(images):
    small = prepare(images, MEAN, STD).reshape(len(images), 12, 4, 12, 4, 3).mean(axis=(2, 4))
    return np.hstack([small.reshape(len(images), -1), np.ones((len(images), 1))])


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


x, wanted = features(X_train), np.eye(8)[y_train]
w = np.zeros((x.shape[1], 8))
for step in range(200):
    w -= 0.02 * (x.T @ (softmax(x @ w) - wanted) / len(x) + 0.05 * w)
# %% [predict]
def predict(images):
    return softmax(features(images) @ w)
