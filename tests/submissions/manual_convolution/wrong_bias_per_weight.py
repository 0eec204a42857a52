# The bias is added to every product before the sum.
# points: test_multi = 2
# misconception: test_multi: bias added per weight
# %% [multi]
def conv2d_multi(image, kernels, bias):
    h, w, c_in, c_out = kernels.shape
    result = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1, c_out))
    for k in range(c_out):
        for r in range(result.shape[0]):
            for c in range(result.shape[1]):
                result[r, c, k] = np.sum(image[r : r + h, c : c + w].astype(float) * kernels[..., k] + bias[k])
    return result
