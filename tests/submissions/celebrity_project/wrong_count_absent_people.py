# Counts only the people who occur.
# base: release
# points: all = 0
# misconception: test_count_people: absent people left out
# %% [count_people]
def count_people(y):
    return np.unique(y, return_counts=True)[1]
