# Shares of all images instead of counts.
# base: release
# points: all = 0
# misconception: test_confusion: shares for counts
# %% [confusion]
def confusion(y_true, y_pred):
    matrix = np.zeros((8, 8))
    for shown, answered in zip(y_true, y_pred):
        matrix[shown, answered] += 1 / len(y_true)
    return matrix
