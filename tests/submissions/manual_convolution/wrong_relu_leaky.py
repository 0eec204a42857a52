# A leaky ReLU.
# points: test_relu = 0.5
# misconception: test_relu: leaky ReLU
# %% [relu]
def relu(x):
    return np.where(x > 0, x, 0.01 * x)
