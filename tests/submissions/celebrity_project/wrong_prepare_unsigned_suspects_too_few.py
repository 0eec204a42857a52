# Slips that do not meet each other: prepare unsigned, suspects too few.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# points: test_suspects = 0
# misconception: test_prepare: integer overflow
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [prepare]
# Calculates in unsigned integers, in which dark pixels wrap around.
def prepare(images, mean, std):
    return (images - mean.astype(np.uint8)) / std
# %% [suspects]
# Only five.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
suspects = np.argsort(confidence)[:5]
