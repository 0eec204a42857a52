# Adds the bias to the map of every input channel, so it counts several times.
# points: test_multi = 2
# misconception: test_multi: bias added per channel
# %% [multi]
def conv2d_multi(image, kernels, bias):
    h, w, c_in, c_out = kernels.shape
    rows, cols = image.shape[0] - h + 1, image.shape[1] - w + 1
    result = np.zeros((rows, cols, c_out))
    for k in range(c_out):
        for channel in range(c_in):
            for r in range(rows):
                for c in range(cols):
                    patch = image[r : r + h, c : c + w, channel].astype(float)
                    result[r, c, k] += (patch * kernels[:, :, channel, k]).sum()
            result[:, :, k] += bias[k]
    return result
