# Numbers above 255, a map without positive responses, results in the type of the image.
# points: test_relu = 0.5
# misconception: test_relu: cut off above
# points: test_multi = 1.5
# misconception: test_multi: integer truncation
# points: test_curve = 0.5
# misconception: test_curve: search starts at zero
# %% [relu]
def relu(x):
    return np.clip(x, 0, 255)
# %% [multi]
def conv2d_multi(image, kernels, bias):
    h, w, c_in, c_out = kernels.shape
    result = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1, c_out), dtype=image.dtype)
    for k in range(c_out):
        maps = [conv2d(image[:, :, c], kernels[:, :, c, k]) for c in range(c_in)]
        result[:, :, k] = np.sum(maps, axis=0) + bias[k]
    return result
# %% [curve]
response_curve = 6600
response_other = 0


def find_curve(image, kernel):
    best, place = 0, None
    for (row, col), response in np.ndenumerate(conv2d(image, kernel)):
        if response > best:
            best, place = response, (row, col)
    return place
