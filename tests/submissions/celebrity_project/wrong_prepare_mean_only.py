# Subtracts the mean and forgets the deviation.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# misconception: test_prepare: not divided
# %% [prepare]
def prepare(images, mean, std):
    return images - mean
