# Sorted the wrong way round.
# base: release
# points: all = 0
# points: test_suspects = 0.5
# misconception: test_suspects: least suspicious first
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [suspects]
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
suspects = np.argsort(-confidence)
