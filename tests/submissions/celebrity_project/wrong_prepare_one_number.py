# The same mean and deviation for all channels.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# misconception: test_prepare: one number for all channels
# %% [prepare]
def prepare(images, mean, std):
    return (images - np.mean(mean)) / np.mean(std)
