# Prints, warnings, bars and plots everywhere, in predict as well; experiments that failed stay in the notebook.
# expect: full
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
import sys
import warnings

with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
for part in range(20):
    print(f"\rloading {5 * part} %", end="", file=sys.stderr)
# %%
model.fit(inputs_train, y_train)  # this was before we had the other model
# %%
fig, ax = plt.subplots()
ax.hist(np.abs(weights).ravel(), bins=50)
plt.show()
# %% [predict]
def predict(images):
    """Say how it goes."""
    print("predict was asked for", len(images), "images", flush=True)
    warnings.warn("this is only a linear model", stacklevel=1)
    scores = prepare(images, MEAN, STD).reshape(len(images), -1) @ weights + bias
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    print("done", file=sys.stderr)
    return powers / powers.sum(axis=1, keepdims=True)
# %%
1 / 0
