# The nearest class mean of colour histograms of three bands, with distances turned into probabilities.
# expect: full
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
def histogram(part):
    levels = part.astype(int) // 32
    codes = levels[..., 0] * 64 + levels[..., 1] * 8 + levels[..., 2]
    return np.sqrt(np.bincount(codes.ravel(), minlength=512) / codes.size)


def features(images):
    bands = [slice(0, 16), slice(16, 32), slice(32, 48)]
    return np.array([np.hstack([histogram(image[band, 8:40]) for band in bands]) for image in images])


means = np.array([features(X_train[y_train == person]).mean(axis=0) for person in range(8)])
# %% [predict]
def predict(images):
    distances = ((features(images)[:, None] - means[None]) ** 2).sum(axis=2)
    closeness = np.exp(-10 * distances)
    return closeness / closeness.sum(axis=1, keepdims=True)
