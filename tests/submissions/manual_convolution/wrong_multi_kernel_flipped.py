# Uses scipy's convolve2d per channel, which flips every kernel.
# points: test_multi = 1.5
# misconception: test_multi: kernel flipped
# %% [multi]
from scipy.signal import convolve2d


def conv2d_multi(image, kernels, bias):
    image, kernels = image.astype(float), kernels.astype(float)
    maps = [
        sum(convolve2d(image[:, :, m], kernels[:, :, m, n], "valid") for m in range(kernels.shape[2])) + bias[n]
        for n in range(kernels.shape[3])
    ]
    return np.stack(maps, axis=-1)
