# ReLU as the absolute value.
# points: test_relu = 0.5
# misconception: test_relu: absolute value for ReLU
# %% [relu]
def relu(x):
    return np.abs(x.astype(float))
