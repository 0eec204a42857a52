# Visible checks copied into added cells and changed for further tries.
# expect: full
# %% [relu] keep
# %%
### test_relu
assert relu(np.array([-1.0, 2.0])).tolist() == [0, 2]
assert relu(np.array([-1.0, 2.0])).tolist() == [1, 2], "just to see what happens"
# %% [sizes] keep
# %%
assert output_size(6, 3) == 4
assert parameter_count(3, 3, 1, 32) == 320
print("20.0")
