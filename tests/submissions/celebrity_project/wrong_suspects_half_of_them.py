# Every other one is picked by eye, and wrongly.
# base: release
# points: all = 0
# points: test_suspects = 1.5
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [suspects]
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
ranking = np.argsort(confidence)
suspects = np.empty_like(ranking)
suspects[::2], suspects[1::2] = ranking[: len(ranking) // 2], ranking[: len(ranking) // 2 - 1 : -1]
