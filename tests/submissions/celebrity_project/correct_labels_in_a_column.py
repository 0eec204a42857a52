# Labels as a column of int32; functions on lists and loops; suspects as a tuple of int16.
# expect: full
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [count_people]
def count_people(y):
    counts = [0] * 8
    for label in y:
        counts[int(label)] += 1
    return counts
# %% [colour_statistics]
def colour_statistics(images):
    means, deviations = [], []
    for channel in range(3):
        values = images[..., channel].astype(float)
        means.append(values.sum() / values.size)
        deviations.append(((values - means[-1]) ** 2).mean() ** 0.5)
    return means, deviations
# %% [prepare]
def prepare(images, mean, std):
    result = np.empty(images.shape)
    for channel in range(3):
        result[..., channel] = (images[..., channel] - float(mean[channel])) / float(std[channel])
    return result
# %% [confusion]
def confusion(y_true, y_pred):
    matrix = [[0] * 8 for _ in range(8)]
    for pair in zip(y_true, y_pred):
        matrix[pair[0]][pair[1]] += 1
    return matrix
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
# %% [predict]
def predict(images):
    scores = prepare(images, MEAN, STD).reshape(len(images), -1) @ weights + bias
    return scores.argmax(axis=1).astype("int32")[:, None]
# %% [suspects]
given = np.load("out_of_fold.npz")["probabilities"][range(len(y_train)), y_train]
suspects = tuple(given.argsort()[: 2 * N_SUSPECTS].astype("int16"))
