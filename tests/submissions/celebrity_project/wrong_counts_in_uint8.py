# Counts in the type of the labels; one number per image; the batch's own mean; right answers left out.
# base: release
# points: all = 0
# points: test_count_people = 0
# points: test_colour_statistics = 0
# points: test_prepare = 0.5
# points: test_confusion = 0
# misconception: test_count_people: integer overflow
# misconception: test_colour_statistics: averaged over the channels
# misconception: test_prepare: the batch's own statistics
# misconception: test_confusion: right answers left out
# %% [count_people]
def count_people(y):
    counts = np.zeros(8, dtype=y.dtype)
    for person in y:
        counts[person] += 1
    return counts
# %% [colour_statistics]
def colour_statistics(images):
    return images.mean(axis=(1, 2, 3)), images.std(axis=(1, 2, 3))
# %% [prepare]
def prepare(images, mean, std):
    return (images - images.mean(axis=(0, 1, 2))) / std
# %% [predict]
# %% [training]
# %% [confusion]
def confusion(y_true, y_pred):
    matrix = np.zeros((8, 8), dtype=int)
    for a, b in zip(y_true, y_pred):
        if a != b:
            matrix[a, b] += 1
    return matrix
