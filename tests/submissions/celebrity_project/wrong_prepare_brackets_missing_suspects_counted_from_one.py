# Slips that do not meet each other: prepare brackets missing, suspects counted from one, statistics channels mixed, confusion pairs once.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# points: test_prepare = 0.5
# points: test_suspects = 0.5
# misconception: test_colour_statistics: channels mixed
# misconception: test_prepare: brackets missing
# misconception: test_confusion: each pair counted once
# misconception: test_suspects: indices counted from 1
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [colour_statistics]
# One mean and one deviation for all three channels.
def colour_statistics(images):
    return np.full(3, images.mean()), np.full(3, images.std())
# %% [prepare]
# Divides the mean by the deviation, for want of brackets.
def prepare(images, mean, std):
    return images - mean / std
# %% [confusion]
# Adds with an index of arrays, which counts each pair only once.
def confusion(y_true, y_pred):
    matrix = np.zeros((8, 8), dtype=int)
    matrix[y_true, y_pred] += 1
    return matrix
# %% [suspects]
# Counts the images from 1.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
suspects = np.argsort(confidence) + 1
