# Slips that do not meet each other: prepare mean only, suspects mask, statistics per pixel, confusion transposed.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# points: test_suspects = 0
# misconception: test_colour_statistics: per pixel
# misconception: test_prepare: not divided
# misconception: test_confusion: rows and columns exchanged
# misconception: test_suspects: mask for indices
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [colour_statistics]
# Statistics of each pixel over the images, as in the assignment before.
def colour_statistics(images):
    return images.mean(axis=0), images.std(axis=0)
# %% [prepare]
# Subtracts the mean and forgets the deviation.
def prepare(images, mean, std):
    return images - mean
# %% [confusion]
# Rows and columns exchanged.
def confusion(y_true, y_pred):
    matrix = np.zeros((8, 8), dtype=int)
    np.add.at(matrix, (y_pred, y_true), 1)
    return matrix
# %% [suspects]
# Marks all training images with True or False.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
suspects = confidence < 0.1
