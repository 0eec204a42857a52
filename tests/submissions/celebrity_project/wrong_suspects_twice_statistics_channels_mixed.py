# Slips that do not meet each other: suspects twice, statistics channels mixed.
# base: release
# points: all = 0
# points: test_colour_statistics = 0.5
# points: test_suspects = 0
# misconception: test_colour_statistics: channels mixed
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [colour_statistics]
# One mean and one deviation for all three channels.
def colour_statistics(images):
    return np.full(3, images.mean()), np.full(3, images.std())
# %% [suspects]
# The surest one again and again, to be safe.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
ranking = np.argsort(confidence)
suspects = np.repeat(ranking, 2)[:N_SUSPECTS]
