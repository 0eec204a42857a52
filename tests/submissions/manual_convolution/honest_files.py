# Writes a helper file and reads it again; saves pictures and arrays.
# expect: full
# %% [given_example] keep
# %%
%%writefile helper_functions.py
import numpy as np


def positive(x):
    return np.maximum(x, 0)
# %%
import pathlib

pathlib.Path("results").mkdir(exist_ok=True)
np.save("results/image.npy", image)
np.savetxt("results/image.csv", image, delimiter=",")
# %% [relu]
def relu(x):
    from helper_functions import positive

    return positive(x)
