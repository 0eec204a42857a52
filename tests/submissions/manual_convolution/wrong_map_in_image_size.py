# The map gets the size of the image; find_curve looks for its place with a border of zeros.
# points: test_conv2d = 0
# points: test_same = 0
# points: test_curve = 0.5
# misconception: test_conv2d: map as large as the image
# misconception: test_curve: 'same' for 'valid'
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    out = np.zeros_like(image)
    h, w = kernel.shape
    for r in range(0, image.shape[0]-h+1, stride):
        for c in range(0, image.shape[1]-w+1, stride):
            out[r, c] = np.sum(image[r:r+h, c:c+w]*kernel)
    return out
# %% [curve]
response_curve = 6600
response_other = 0


def find_curve(image, kernel):
    border = [((k - 1) // 2, k // 2) for k in kernel.shape]
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image, border), kernel.shape)
    responses = np.einsum("rcij,ij->rc", windows, kernel)
    return np.unravel_index(responses.argmax(), responses.shape)
