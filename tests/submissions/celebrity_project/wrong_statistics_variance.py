# The variance instead of the deviation.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# misconception: test_colour_statistics: variance for deviation
# %% [colour_statistics]
def colour_statistics(images):
    return images.mean(axis=(0, 1, 2)), images.var(axis=(0, 1, 2))
