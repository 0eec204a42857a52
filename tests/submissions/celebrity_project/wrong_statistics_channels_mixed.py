# One mean and one deviation for all three channels.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# misconception: test_colour_statistics: channels mixed
# %% [colour_statistics]
def colour_statistics(images):
    return np.full(3, images.mean()), np.full(3, images.std())
