# Slips that do not meet each other: prepare in place, suspects images themselves, statistics per image, confusion shares.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# points: test_prepare = 1
# points: test_suspects = 0
# misconception: test_colour_statistics: per image
# misconception: test_prepare: input changed in place
# misconception: test_confusion: shares for counts
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [colour_statistics]
# The mean of the deviations within the images.
def colour_statistics(images):
    return images.mean(axis=(0, 1, 2)), images.std(axis=(1, 2)).mean(axis=0)
# %% [prepare]
# Changes float images in place.
def prepare(images, mean, std):
    if images.dtype == np.uint8:
        images = images.astype(float)
    images -= mean
    images /= std
    return images
# %% [confusion]
# Shares of all images instead of counts.
def confusion(y_true, y_pred):
    matrix = np.zeros((8, 8))
    for shown, answered in zip(y_true, y_pred):
        matrix[shown, answered] += 1 / len(y_true)
    return matrix
# %% [suspects]
# A list of the images instead of their indices.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
suspects = X_train[np.argsort(confidence)[:N_SUSPECTS]]
