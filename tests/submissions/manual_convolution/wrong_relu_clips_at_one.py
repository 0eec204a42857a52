# Cuts off above 1 as well, as for grey values between 0 and 1.
# points: test_relu = 0.5
# %% [relu]
def relu(x):
    return np.clip(x, 0, 1)
