# Keeps the results in integers.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# misconception: test_prepare: integer truncation
# %% [prepare]
def prepare(images, mean, std):
    result = np.zeros(images.shape, dtype=int)
    result[:] = (images - mean) / std
    return result
