# Slips that do not meet each other: prepare exchanged, suspects half of them, statistics in place, confusion right only.
# base: release
# points: all = 0
# points: test_colour_statistics = 1
# points: test_prepare = 0.5
# points: test_suspects = 1.5
# misconception: test_colour_statistics: input changed in place
# misconception: test_prepare: mean and deviation exchanged
# misconception: test_confusion: mistakes left out
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [colour_statistics]
# Subtracts the mean in the given array on the way to the deviation.
def colour_statistics(images):
    mean = images.mean(axis=(0, 1, 2))
    deviation = images.std(axis=(0, 1, 2))
    images[...] = images - mean
    return mean, deviation
# %% [prepare]
# Mean and deviation exchanged.
def prepare(images, std, mean):
    return (images - mean) / std
# %% [confusion]
# Counts only what was right.
def confusion(y_true, y_pred):
    matrix = np.zeros((8, 8), dtype=int)
    for person in range(8):
        matrix[person, person] = np.sum((y_true == person) & (y_pred == person))
    return matrix
# %% [suspects]
# Every other one is picked by eye, and wrongly.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
ranking = np.argsort(confidence)
suspects = np.empty_like(ranking)
suspects[::2], suspects[1::2] = ranking[: len(ranking) // 2], ranking[: len(ranking) // 2 - 1 : -1]
