# Visible test cells edited, emptied and deleted; only the solutions count.
# expect: full
# %% [test_conv2d]
print(conv2d(image, kernel))
# %% [test_same]
# %% [test_relu] delete
# %% [test_multi]
raise RuntimeError("I commented the test out because I did not understand it")
