# The mean of the deviations within the images.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# misconception: test_colour_statistics: per image
# %% [colour_statistics]
def colour_statistics(images):
    return images.mean(axis=(0, 1, 2)), images.std(axis=(1, 2)).mean(axis=0)
