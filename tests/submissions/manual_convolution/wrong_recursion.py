# A recursion without an end.
# points: test_relu = 0
# outcome: test_relu: crashed
# %% [relu]
def relu(x):
    return relu(np.maximum(x, 0))
