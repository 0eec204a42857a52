# Calculates in unsigned integers, in which dark pixels wrap around.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# misconception: test_prepare: integer overflow
# %% [prepare]
def prepare(images, mean, std):
    return (images - mean.astype(np.uint8)) / std
