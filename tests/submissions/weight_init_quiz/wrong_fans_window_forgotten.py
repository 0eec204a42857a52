# Forgets the window of a conv kernel; all that builds on it is wrong for conv layers only.
# points: test_fans = 0.5
# points: test_own_numbers = 0.5
# points: test_glorot = 1.5
# points: test_he = 2
# misconception: test_fans: window forgotten
# misconception: test_own_numbers: window forgotten
# misconception: test_glorot: window forgotten
# misconception: test_he: window forgotten
# %% [fans]
def fans(shape):
    return shape[-2], shape[-1]
