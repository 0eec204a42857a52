# Rows and columns exchanged.
# base: release
# points: all = 0
# misconception: test_confusion: rows and columns exchanged
# %% [confusion]
def confusion(y_true, y_pred):
    matrix = np.zeros((8, 8), dtype=int)
    np.add.at(matrix, (y_pred, y_true), 1)
    return matrix
