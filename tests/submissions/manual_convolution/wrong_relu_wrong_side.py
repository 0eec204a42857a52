# Keeps the negative numbers and sets the positive ones to zero.
# points: test_relu = 0.5
# misconception: test_relu: ReLU on the wrong side
# %% [relu]
def relu(x):
    return np.where(x > 0, 0, x)
