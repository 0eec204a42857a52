# Slips that do not meet each other: statistics sample deviation, confusion right only.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# misconception: test_colour_statistics: divided by n - 1
# misconception: test_confusion: mistakes left out
# %% [colour_statistics]
# Divides by n - 1.
def colour_statistics(images):
    pixels = images.reshape(-1, 3)
    return pixels.mean(axis=0), pixels.std(axis=0, ddof=1)
# %% [confusion]
# Counts only what was right.
def confusion(y_true, y_pred):
    matrix = np.zeros((8, 8), dtype=int)
    for person in range(8):
        matrix[person, person] = np.sum((y_true == person) & (y_pred == person))
    return matrix
