# Mean and deviation exchanged.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# misconception: test_prepare: mean and deviation exchanged
# %% [prepare]
def prepare(images, std, mean):
    return (images - mean) / std
