# The votes of the 9 nearest training images, by their colours; suspects as a list.
# expect: full
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
def features(images):
    centre = np.asarray(images)[:, 12:36, 14:34].reshape(len(images), -1, 3) // 64
    codes = centre @ np.array([16, 4, 1])
    return np.sqrt(np.array([np.bincount(row, minlength=64) for row in codes]) / codes.shape[1])


known = features(X_train)
# %% [predict]
def votes(vector):
    nearest = np.argsort(((known - vector) ** 2).sum(axis=1), kind="stable")[:9]
    return np.bincount(y_train[nearest], minlength=8) / 9


def predict(images):
    return np.array([votes(vector) for vector in features(images)])
# %% [suspects]
probabilities = np.load("out_of_fold.npz")["probabilities"]
ranking = sorted(range(len(X_train)), key=lambda index: probabilities[index, y_train[index]])
suspects = ranking[:N_SUSPECTS]
