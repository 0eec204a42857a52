# Slips that do not meet each other: prepare mean only, suspects mask.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# points: test_suspects = 0
# misconception: test_prepare: not divided
# misconception: test_suspects: mask for indices
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [prepare]
# Subtracts the mean and forgets the deviation.
def prepare(images, mean, std):
    return images - mean
# %% [suspects]
# Marks all training images with True or False.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
suspects = confidence < 0.1
