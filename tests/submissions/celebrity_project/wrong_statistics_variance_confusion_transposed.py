# Slips that do not meet each other: statistics variance, confusion transposed.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# misconception: test_colour_statistics: variance for deviation
# misconception: test_confusion: rows and columns exchanged
# %% [colour_statistics]
# The variance instead of the deviation.
def colour_statistics(images):
    return images.mean(axis=(0, 1, 2)), images.var(axis=(0, 1, 2))
# %% [confusion]
# Rows and columns exchanged.
def confusion(y_true, y_pred):
    matrix = np.zeros((8, 8), dtype=int)
    np.add.at(matrix, (y_pred, y_true), 1)
    return matrix
