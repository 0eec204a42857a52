# A random forest, and plain labels instead of probabilities.
# expect: full
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
from sklearn.ensemble import RandomForestClassifier


def flat(images):
    return images.reshape(len(images), 16, 3, 16, 3, 3).mean(axis=(2, 4)).reshape(len(images), -1)


forest = RandomForestClassifier(100, random_state=0, n_jobs=1).fit(flat(X_train), y_train)
# %% [predict]
def predict(images):
    return forest.predict(flat(images))
