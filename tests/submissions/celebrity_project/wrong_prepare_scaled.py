# Divides by 255 first.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# misconception: test_prepare: divided by 255
# %% [prepare]
def prepare(images, mean, std):
    return (images / 255 - mean) / std
