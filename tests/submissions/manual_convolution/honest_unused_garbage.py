# Keeps 300 MB of arrays alive and a deep list of lists.
# expect: full
# %% [given_example] keep
# %%
garbage = [np.ones(2_500_000) for _ in range(15)]
deep = []
for _ in range(5000):
    deep = [deep]
