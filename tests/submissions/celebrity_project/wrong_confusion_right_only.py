# Counts only what was right.
# base: release
# points: all = 0
# misconception: test_confusion: mistakes left out
# %% [confusion]
def confusion(y_true, y_pred):
    matrix = np.zeros((8, 8), dtype=int)
    for person in range(8):
        matrix[person, person] = np.sum((y_true == person) & (y_pred == person))
    return matrix
