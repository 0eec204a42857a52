# Line and cell magics, some of them around solutions.
# expect: full
# %% [given_example] keep
# %%
%time total = image.sum()
# %%
%%timeit -n 2 -r 1
np.dot(image, image)
# %%
%%time
x = np.zeros((3, 3))
# %%
%%capture captured
print("nobody sees this")
# %% [relu]
%%time
def relu(x):
    return np.maximum(x, 0)
# %%
%who
%precision 3
%load_ext autoreload
%autoreload 2
# %%
relu?
# %%
%%javascript
console.log("hello")
