# scipy.signal.correlate2d does the work, the student only pads and picks.
# expect: full
# %% [by_hand]
from scipy.signal import correlate2d

answer = correlate2d(image, kernel, mode="valid")
map_0_1 = answer[0, 1]
map_2_0 = answer[2, 0]
map_3_3 = answer[3, 3]
relu_0_1 = 0.0
relu_2_0 = answer[2, 0]
pooled = np.array([[104.0, 224.0], [217.5, 52.5]])
# %% [own_map]
my_map = correlate2d(my_image, my_kernel, mode="valid")
my_relu = np.maximum(0, my_map)
my_pooled = np.array([[my_relu[r : r + 2, c : c + 2].max() for c in (0, 2)] for r in (0, 2)])
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    image = image.astype(float)
    kernel = kernel.astype(float)
    if padding == "same":
        before, after = [], []
        for n, k in zip(image.shape, kernel.shape):
            total = max((int(np.ceil(n / stride)) - 1) * stride + k - n, 0)
            before.append(total // 2)
            after.append(total - total // 2)
        image = np.pad(image, list(zip(before, after)))
    return correlate2d(image, kernel, mode="valid")[::stride, ::stride]
# %% [multi]
def conv2d_multi(image, kernels, bias):
    image, kernels = image.astype(float), kernels.astype(float)
    channels_in, channels_out = kernels.shape[2:]
    out = []
    for n in range(channels_out):
        maps = [correlate2d(image[:, :, m], kernels[:, :, m, n], mode="valid") for m in range(channels_in)]
        out.append(np.sum(maps, axis=0) + bias[n])
    return np.dstack(out)
# %% [curve]
response_curve = correlate2d(curve_patch, curve_kernel, mode="valid")
response_other = correlate2d(other_patch, curve_kernel, mode="valid")


def find_curve(image, kernel):
    response = correlate2d(image.astype(float), kernel.astype(float), mode="valid")
    return np.argwhere(response == response.max())[0]
