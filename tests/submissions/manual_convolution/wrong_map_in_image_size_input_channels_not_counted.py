# Slips that do not meet each other: map in image size, input channels not counted, slide all choices.
# points: test_slide = 0
# points: test_conv2d = 0
# points: test_same = 0
# points: test_parameters = 0
# points: test_curve = 0.5
# misconception: test_conv2d: map as large as the image
# misconception: test_parameters: only the first channel
# misconception: test_curve: 'same' for 'valid'
# %% [slide]
# Gives all the choices at once.
slide_mistake = ["transposed", "flipped", "shifted", "wrong values"]
# %% [conv2d]
# The map gets the size of the image; find_curve looks for its place with a border of zeros.
def conv2d(image, kernel, stride=1, padding="valid"):
    out = np.zeros_like(image)
    h, w = kernel.shape
    for r in range(0, image.shape[0]-h+1, stride):
        for c in range(0, image.shape[1]-w+1, stride):
            out[r, c] = np.sum(image[r:r+h, c:c+w]*kernel)
    return out
# %% [sizes]
# Forgets that a kernel has a slice for every input channel.
def output_size(n, k, stride=1, padding="valid"):
    return -(-n // stride) if padding == "same" else (n - k) // stride + 1


def parameter_count(h, w, c_in, c_out):
    return (h * w + 1) * c_out
# %% [curve]
response_curve = 6600
response_other = 0


def find_curve(image, kernel):
    border = [((k - 1) // 2, k // 2) for k in kernel.shape]
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image, border), kernel.shape)
    responses = np.einsum("rcij,ij->rc", windows, kernel)
    return np.unravel_index(responses.argmax(), responses.shape)
