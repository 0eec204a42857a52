# Slips that do not meet each other: prepare one number, suspects negative.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# points: test_suspects = 0
# misconception: test_prepare: one number for all channels
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [prepare]
# The same mean and deviation for all channels.
def prepare(images, mean, std):
    return (images - np.mean(mean)) / np.mean(std)
# %% [suspects]
# Counts some from the end of the list.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
ranking = np.argsort(confidence)
suspects = np.where(ranking < 20, ranking, ranking - len(X_train))
