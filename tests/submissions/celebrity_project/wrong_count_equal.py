# Takes for granted that all people are equally frequent.
# base: release
# points: all = 0
# misconception: test_count_people: one count for all
# %% [count_people]
def count_people(y):
    return [len(y) // 8] * 8
