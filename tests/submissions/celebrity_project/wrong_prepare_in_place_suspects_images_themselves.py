# Slips that do not meet each other: prepare in place, suspects images themselves, count shares.
# base: release
# points: all = 0
# points: test_prepare = 1
# points: test_suspects = 0
# misconception: test_count_people: shares for counts
# misconception: test_prepare: input changed in place
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [count_people]
# Shares instead of counts.
def count_people(y):
    return np.array([np.mean(y == person) for person in range(8)])
# %% [prepare]
# Changes float images in place.
def prepare(images, mean, std):
    if images.dtype == np.uint8:
        images = images.astype(float)
    images -= mean
    images /= std
    return images
# %% [suspects]
# A list of the images instead of their indices.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
suspects = X_train[np.argsort(confidence)[:N_SUSPECTS]]
