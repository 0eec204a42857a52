# Gives fan_out first; Glorot's sum does not notice, He's does.
# points: test_fans = 0
# points: test_own_numbers = 0.5
# points: test_he = 1.5
# misconception: test_fans: fan_in and fan_out swapped
# misconception: test_own_numbers: fan_out for fan_in
# misconception: test_he: fan_out for fan_in
# %% [fans]
def fans(shape):
    window = int(np.prod(shape[:-2], dtype=int))
    return window * shape[-1], window * shape[-2]
