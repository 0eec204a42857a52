# One image after the other, in lists of Python's own floats.
# expect: full
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
columns = [weights[:, person].reshape(48, 48, 3) for person in range(8)]
# %% [predict]
import math


def answer(image):
    scores = [float((image * column).sum()) for column in columns]
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def predict(images):
    return [answer(image) for image in prepare(images, MEAN, STD)]
