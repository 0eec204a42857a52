# Slips that do not meet each other: prepare scaled, suspects of validation, statistics scaled, count equal.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# points: test_prepare = 0.5
# points: test_suspects = 0.5
# misconception: test_count_people: one count for all
# misconception: test_colour_statistics: divided by 255
# misconception: test_prepare: divided by 255
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [count_people]
# Takes for granted that all people are equally frequent.
def count_people(y):
    return [len(y) // 8] * 8
# %% [colour_statistics]
# Statistics of the images divided by 255.
def colour_statistics(images):
    images = images / 255
    return images.mean(axis=(0, 1, 2)), images.std(axis=(0, 1, 2))
# %% [prepare]
# Divides by 255 first.
def prepare(images, mean, std):
    return (images / 255 - mean) / std
# %% [suspects]
# Ranks the validation images.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
rng = np.random.default_rng(0)
suspects = rng.permutation(len(X_val))
