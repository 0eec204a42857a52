# Slips that do not meet each other: prepare exchanged, suspects half of them, count equal.
# base: release
# points: all = 0
# points: test_prepare = 0.5
# points: test_suspects = 1.5
# misconception: test_count_people: one count for all
# misconception: test_prepare: mean and deviation exchanged
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [count_people]
# Takes for granted that all people are equally frequent.
def count_people(y):
    return [len(y) // 8] * 8
# %% [prepare]
# Mean and deviation exchanged.
def prepare(images, std, mean):
    return (images - mean) / std
# %% [suspects]
# Every other one is picked by eye, and wrongly.
probabilities = np.load("out_of_fold.npz")["probabilities"]
confidence = probabilities[np.arange(len(y_train)), y_train]
ranking = np.argsort(confidence)
suspects = np.empty_like(ranking)
suspects[::2], suspects[1::2] = ranking[: len(ranking) // 2], ranking[: len(ranking) // 2 - 1 : -1]
