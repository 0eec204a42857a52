# Changes float images in place.
# base: release
# points: all = 0
# points: test_prepare = 1
# misconception: test_prepare: input changed in place
# %% [prepare]
def prepare(images, mean, std):
    if images.dtype == np.uint8:
        images = images.astype(float)
    images -= mean
    images /= std
    return images
