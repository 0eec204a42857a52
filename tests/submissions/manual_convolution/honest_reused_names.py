# Names of solutions and given arrays are used again for other things in later added cells.
# expect: full
# %% [test_relu] keep
# %%
relu = np.array([1, 2, 3])
image = "a picture of my cat"
kernel = None
# %% [test_max_pool] keep
# %%
def max_pool2d(a, b, c, d):
    return "another function with the same name"


# %% [test_by_hand] keep
# %%
pooled = None
# %% [test_curve] keep
# %%
def conv2d(image):
    return image


slide_mistake = "flipped"
response_curve = -1
del find_curve
