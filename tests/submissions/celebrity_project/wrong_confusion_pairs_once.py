# Adds with an index of arrays, which counts each pair only once.
# base: release
# points: all = 0
# misconception: test_confusion: each pair counted once
# %% [confusion]
def confusion(y_true, y_pred):
    matrix = np.zeros((8, 8), dtype=int)
    matrix[y_true, y_pred] += 1
    return matrix
