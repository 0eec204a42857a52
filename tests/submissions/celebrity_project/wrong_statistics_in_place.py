# Subtracts the mean in the given array on the way to the deviation.
# base: release
# points: all = 0
# points: test_colour_statistics = 1
# misconception: test_colour_statistics: input changed in place
# %% [colour_statistics]
def colour_statistics(images):
    mean = images.mean(axis=(0, 1, 2))
    deviation = images.std(axis=(0, 1, 2))
    images[...] = images - mean
    return mean, deviation
