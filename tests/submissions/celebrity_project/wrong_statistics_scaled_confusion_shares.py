# Slips that do not meet each other: statistics scaled, confusion shares.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# misconception: test_colour_statistics: divided by 255
# misconception: test_confusion: shares for counts
# %% [colour_statistics]
# Statistics of the images divided by 255.
def colour_statistics(images):
    images = images / 255
    return images.mean(axis=(0, 1, 2)), images.std(axis=(0, 1, 2))
# %% [confusion]
# Shares of all images instead of counts.
def confusion(y_true, y_pred):
    matrix = np.zeros((8, 8))
    for shown, answered in zip(y_true, y_pred):
        matrix[shown, answered] += 1 / len(y_true)
    return matrix
