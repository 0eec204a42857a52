# Takes the positive numbers out of the array instead of replacing the negative ones.
# points: test_relu = 0
# misconception: test_relu: negatives dropped
# %% [relu]
def relu(x):
    return x[x > 0]
