# Divides by n - 1.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# misconception: test_colour_statistics: divided by n - 1
# %% [colour_statistics]
def colour_statistics(images):
    pixels = images.reshape(-1, 3)
    return pixels.mean(axis=0), pixels.std(axis=0, ddof=1)
