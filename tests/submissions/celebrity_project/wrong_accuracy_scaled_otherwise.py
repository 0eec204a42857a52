# Trained with prepare, asked with images divided by 255.
# points: test_accuracy = 0
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
def features(inputs):
    """Where is an image brighter than the average pixel?"""
    return np.where(inputs.reshape(len(inputs), -1) > 0, 1.0, -1.0)


x, wanted = features(inputs_train), np.eye(8)[y_train] - 1 / 8
weights = x.T @ np.linalg.solve(x @ x.T + 5000 * np.eye(len(x)), 10 * wanted)
# %% [predict]
def predict(images):
    scores = features((images.astype(float) + 1) / 256) @ weights
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
