# Counts the images from 1.
# base: release
# points: all = 0
# points: test_suspects = 0.5
# misconception: test_suspects: indices counted from 1
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [suspects]
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
suspects = np.argsort(confidence) + 1
