# Prints and warns in every call, and has a cell that ends with an error.
# expect: full
# %%
import sys
import warnings
# %%
raise RuntimeError("left over from trying things out")
# %% [glorot]
def glorot_uniform(shape, rng):
    print("shape", shape, rng)
    warnings.warn("drawing")
    print("drawing", file=sys.stderr)
    limit = np.sqrt(6 / sum(fans(shape)))
    return rng.uniform(-limit, limit, size=shape)
# %% [saturation]
def saturated_share(outputs):
    result = []
    for number, a in enumerate(outputs):
        share = (a * (1 - a) < 0.01).sum() / a.size
        print("layer", number, "share", share)
        result.append(share)
    return result


def gradient_sizes(gradients):
    with np.errstate(all="raise"):
        return np.array([np.median(np.abs(gradient)) for gradient in gradients])
