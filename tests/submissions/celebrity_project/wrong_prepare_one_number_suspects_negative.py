# Slips that do not meet each other: prepare one number, suspects negative, statistics sample deviation, count absent people.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# points: test_prepare = 0.5
# points: test_suspects = 0
# misconception: test_count_people: absent people left out
# misconception: test_colour_statistics: divided by n - 1
# misconception: test_prepare: one number for all channels
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [count_people]
# Counts only the people who occur.
def count_people(y):
    return np.unique(y, return_counts=True)[1]
# %% [colour_statistics]
# Divides by n - 1.
def colour_statistics(images):
    pixels = images.reshape(-1, 3)
    return pixels.mean(axis=0), pixels.std(axis=0, ddof=1)
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
