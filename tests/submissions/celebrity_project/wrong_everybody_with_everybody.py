# People counted from 1; deviation and mean exchanged; minimum and maximum; all pairs of images and answers.
# base: release
# points: all = 0
# points: test_count_people = 0
# points: test_colour_statistics = 0.5
# points: test_prepare = 0.5
# points: test_confusion = 0
# misconception: test_count_people: people counted from 1
# misconception: test_colour_statistics: mean and deviation exchanged
# misconception: test_prepare: minimum and maximum
# misconception: test_confusion: everybody paired with everybody
# %% [count_people]
def count_people(y):
    return np.array([np.sum(y == person) for person in range(1, 9)])
# %% [colour_statistics]
def colour_statistics(images):
    return images.std(axis=(0, 1, 2)), images.mean(axis=(0, 1, 2))
# %% [prepare]
def prepare(images, mean, std):
    return (images - images.min()) / (images.max() - images.min())
# %% [predict]
# %% [training]
# %% [confusion]
def confusion(y_true, y_pred):
    matrix = np.zeros((8, 8))
    for a in y_true:
        for b in y_pred:
            matrix[a, b] += 1
    return matrix
