# Slips that do not meet each other: suspects wrong end, statistics in place.
# base: release
# points: all = 0
# points: test_colour_statistics = 1
# points: test_suspects = 0.5
# misconception: test_colour_statistics: input changed in place
# misconception: test_suspects: least suspicious first
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [colour_statistics]
# Subtracts the mean in the given array on the way to the deviation.
def colour_statistics(images):
    mean = images.mean(axis=(0, 1, 2))
    deviation = images.std(axis=(0, 1, 2))
    images[...] = images - mean
    return mean, deviation
# %% [suspects]
# Sorted the wrong way round.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
suspects = np.argsort(-confidence)
