# Uses names of given cells, x, y, W and weights, for other things at the end.
# expect: full
# %% [test_experiment] keep
# %%
x = y = W = weights = names = "something else"
np = None
fans = "vacuum"
