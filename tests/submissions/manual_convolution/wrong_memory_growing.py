# Collects patches in a list that never stops growing.
# slow
# points: test_relu = 0
# %% [relu]
def relu(x):
    patches = []
    while len(patches) >= 0:
        patches.append(np.ones((4000, 4000)))
    return np.maximum(x, 0)
