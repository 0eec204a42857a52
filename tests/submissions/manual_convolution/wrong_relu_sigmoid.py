# Another activation function.
# points: test_relu = 0.5
# %% [relu]
def relu(x):
    return 1 / (1 + np.exp(-np.clip(x.astype(float), -50, 50)))
