# Cells written to be run in another order: the first ones fail when the notebook runs from top to bottom.
# expect: full
# %%
# Run this one last!
print(conv2d(image, kernel), relu(my_map), late_constant)
# %% [relu]
def relu(x):
    return np.maximum(x, late_constant)
# %% [sizes] keep
# %%
late_constant = 0
