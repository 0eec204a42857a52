# Slips that do not meet each other: prepare brackets missing, suspects counted from one, count absent people.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# points: test_suspects = 0.5
# misconception: test_count_people: absent people left out
# misconception: test_prepare: brackets missing
# misconception: test_suspects: indices counted from 1
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [count_people]
# Counts only the people who occur.
def count_people(y):
    return np.unique(y, return_counts=True)[1]
# %% [prepare]
# Divides the mean by the deviation, for want of brackets.
def prepare(images, mean, std):
    return images - mean / std
# %% [suspects]
# Counts the images from 1.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
suspects = np.argsort(confidence) + 1
