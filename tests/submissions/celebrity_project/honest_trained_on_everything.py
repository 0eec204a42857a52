# In the end the validation images were used for training, too, as the rules allow.
# expect: full
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
from sklearn.linear_model import RidgeClassifier


def flat(images):
    return prepare(images, MEAN, STD).reshape(len(images), 24, 2, 24, 2, 3).mean(axis=(2, 4)).reshape(len(images), -1)


ridge = RidgeClassifier(alpha=1000).fit(
    flat(np.concatenate([X_train, X_val])), np.concatenate([y_train, y_val])
)
# %% [predict]
def predict(images):
    return np.eye(8)[ridge.predict(flat(images))]
