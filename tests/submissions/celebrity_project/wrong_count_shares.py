# Shares instead of counts.
# base: release
# points: all = 0
# misconception: test_count_people: shares for counts
# %% [count_people]
def count_people(y):
    return np.array([np.mean(y == person) for person in range(8)])
