# Sets the negative numbers to zero in the array that was given.
# points: test_relu = 0.5
# misconception: test_relu: input changed in place
# %% [relu]
def relu(x):
    x[x < 0] = 0
    return x
