# Divides the mean by the deviation, for want of brackets.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# misconception: test_prepare: brackets missing
# %% [prepare]
def prepare(images, mean, std):
    return images - mean / std
