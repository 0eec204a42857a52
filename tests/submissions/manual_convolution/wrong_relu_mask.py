# Gives back which numbers are positive, not the numbers.
# points: test_relu = 0.5
# misconception: test_relu: step for ReLU
# %% [relu]
def relu(x):
    return x > 0
