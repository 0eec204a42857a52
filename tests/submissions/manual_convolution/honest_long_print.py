# A cell that prints a large table, left over from looking at the data.
# expect: full
# %% [conv2d] keep
# %%
for number in range(3000):
    print(f"{number:6d}", "-" * 60)
list(range(5000))
