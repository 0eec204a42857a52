# Warnings, text on stderr, log lines and a lot of prints in every call.
# expect: full
# %%
import logging
import sys
import warnings

logging.basicConfig(level=logging.DEBUG)
log = logging.getLogger("homework")
warnings.simplefilter("always")
# %% [relu]
def relu(x):
    warnings.warn("relu is called", stacklevel=2)
    log.warning("shape %s", np.shape(x))
    print("relu:", x, file=sys.stderr)
    with np.errstate(all="warn"):
        np.log(np.array([-1.0, 0.0]))
    return np.where(x > 0, x, 0)
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    log.error("I do not know yet what %s is", padding)
    print("image", image.shape, "kernel", kernel.shape)
    image = image.astype(float)
    if padding == "same":
        totals = [max((-(-n // stride) - 1) * stride + k - n, 0) for n, k in zip(image.shape, kernel.shape)]
        image = np.pad(image, [(t // 2, t - t // 2) for t in totals])
    out = []
    for r in range(0, image.shape[0] - kernel.shape[0] + 1, stride):
        out.append([])
        for c in range(0, image.shape[1] - kernel.shape[1] + 1, stride):
            out[-1].append((image[r : r + kernel.shape[0], c : c + kernel.shape[1]] * kernel).sum())
            print(r, c, out[-1][-1])
    return np.array(out)
