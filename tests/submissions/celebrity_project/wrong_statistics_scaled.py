# Statistics of the images divided by 255.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# misconception: test_colour_statistics: divided by 255
# %% [colour_statistics]
def colour_statistics(images):
    images = images / 255
    return images.mean(axis=(0, 1, 2)), images.std(axis=(0, 1, 2))
