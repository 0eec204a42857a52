# The surest one again and again, to be safe.
# base: release
# points: all = 0
# points: test_suspects = 0
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [suspects]
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
ranking = np.argsort(confidence)
suspects = np.repeat(ranking, 2)[:N_SUSPECTS]
