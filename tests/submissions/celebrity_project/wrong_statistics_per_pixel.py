# Statistics of each pixel over the images, as in the assignment before.
# base: release
# points: all = 0
# misconception: test_colour_statistics: per pixel
# %% [colour_statistics]
def colour_statistics(images):
    return images.mean(axis=0), images.std(axis=0)
