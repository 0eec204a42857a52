# Changes how numpy prints and what it does with floating-point errors.
# expect: full
# %% [given_example] keep
# %%
np.set_printoptions(precision=1, suppress=True, threshold=5)
np.seterr(divide="raise", invalid="ignore")
np.random.seed(0)
# %% [relu]
def relu(x):
    np.random.shuffle(np.arange(10))
    return np.maximum(x, 0)
