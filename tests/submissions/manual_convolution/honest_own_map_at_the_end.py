# The own feature map is computed in the last cell with the own functions, as the text allows.
# expect: full
# %% [own_map]
# see the last cell
# %% [test_curve] keep
# %%
my_map = conv2d(my_image, my_kernel)
my_relu = relu(my_map)
my_pooled = max_pool2d(my_relu)
