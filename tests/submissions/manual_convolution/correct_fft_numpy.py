# Cross-correlation as a product in the frequency domain, numpy.fft.
# expect: full
# %% [conv2d]
def correlate_fft(x, k):
    """All positions where the kernel fits into x."""
    spectrum = np.fft.rfft2(x) * np.conj(np.fft.rfft2(k, s=x.shape))
    circular = np.fft.irfft2(spectrum, s=x.shape)
    return circular[: x.shape[0] - k.shape[0] + 1, : x.shape[1] - k.shape[1] + 1]


def conv2d(image, kernel, stride=1, padding="valid"):
    x = image.astype(float)
    if padding == "same":
        for axis in (0, 1):
            n, k = image.shape[axis], kernel.shape[axis]
            total = max((-(-n // stride) - 1) * stride + k - n, 0)
            width = [(0, 0), (0, 0)]
            width[axis] = (total // 2, total - total // 2)
            x = np.pad(x, width)
    return correlate_fft(x, kernel.astype(float))[::stride, ::stride]
# %% [multi]
def conv2d_multi(image, kernels, bias):
    maps = [
        sum(correlate_fft(image[:, :, m].astype(float), kernels[:, :, m, n]) for m in range(kernels.shape[2]))
        for n in range(kernels.shape[3])
    ]
    return np.stack(maps, axis=-1) + bias
# %% [curve]
response_curve = (curve_kernel * curve_patch).sum()
response_other = (curve_kernel * other_patch).sum()


def find_curve(image, kernel):
    response = correlate_fft(image.astype(float), kernel.astype(float))
    return divmod(int(response.argmax()), response.shape[1])
