# The mean of a ridge regression from a file and a forest that is fitted at grading.
# expect: full
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
from sklearn.ensemble import ExtraTreesClassifier


class Linear:
    def __init__(self, file):
        with np.load(file) as archive:
            self.weights, self.bias = archive["weights"], archive["bias"]

    def __call__(self, images):
        scores = prepare(images, MEAN, STD).reshape(len(images), -1) @ self.weights + self.bias
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)


class Trees:
    def __init__(self):
        self.trees = ExtraTreesClassifier(50, random_state=1).fit(self.small(X_train), y_train)

    def small(self, images):
        return images[:, ::3, ::3].reshape(len(images), -1)

    def __call__(self, images):
        return self.trees.predict_proba(self.small(images))


members = [Linear("linear.npz"), Trees()]
# %% [predict]
class Ensemble:
    def __call__(self, images):
        return np.mean([member(images) for member in members], axis=0)


predict = Ensemble()
