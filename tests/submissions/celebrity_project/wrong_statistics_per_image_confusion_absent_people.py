# Slips that do not meet each other: statistics per image, confusion absent people.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# misconception: test_colour_statistics: per image
# misconception: test_confusion: absent people left out
# %% [colour_statistics]
# The mean of the deviations within the images.
def colour_statistics(images):
    return images.mean(axis=(0, 1, 2)), images.std(axis=(1, 2)).mean(axis=0)
# %% [confusion]
# scikit-learn's function without the list of labels.
def confusion(y_true, y_pred):
    from sklearn.metrics import confusion_matrix

    return confusion_matrix(y_true, y_pred)
