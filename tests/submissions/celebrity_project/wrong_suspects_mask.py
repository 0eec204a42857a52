# Marks all training images with True or False.
# base: release
# points: all = 0
# points: test_suspects = 0
# misconception: test_suspects: mask for indices
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [suspects]
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
suspects = confidence < 0.1
