# Shell escapes, also ones that fail.
# expect: full
# %%
!ls -l
!pip --version
# %%
!this-program-does-not-exist
# %%
files = !ls
print(len(files))
# %%
%pip install some-package-that-nobody-has
# %% [relu]
!echo relu
def relu(x):
    return np.maximum(0, x)
