# Works on single numbers only: max() of an array is an error.
# points: test_relu = 0
# %% [relu]
def relu(x):
    if x > 0:
        return x
    return 0
