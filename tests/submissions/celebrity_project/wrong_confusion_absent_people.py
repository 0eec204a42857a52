# scikit-learn's function without the list of labels.
# base: release
# points: all = 0
# misconception: test_confusion: absent people left out
# %% [confusion]
def confusion(y_true, y_pred):
    from sklearn.metrics import confusion_matrix

    return confusion_matrix(y_true, y_pred)
