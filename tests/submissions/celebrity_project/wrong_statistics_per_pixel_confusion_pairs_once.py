# Slips that do not meet each other: statistics per pixel, confusion pairs once.
# base: release
# points: all = 0
# misconception: test_colour_statistics: per pixel
# misconception: test_confusion: each pair counted once
# %% [colour_statistics]
# Statistics of each pixel over the images, as in the assignment before.
def colour_statistics(images):
    return images.mean(axis=0), images.std(axis=0)
# %% [confusion]
# Adds with an index of arrays, which counts each pair only once.
def confusion(y_true, y_pred):
    matrix = np.zeros((8, 8), dtype=int)
    matrix[y_true, y_pred] += 1
    return matrix
