# n // stride in the rule for 'same', and everything in 16-bit integers.
# points: test_conv2d = 3.5
# points: test_same = 1
# misconception: test_conv2d: integer overflow
# misconception: test_same: rounded down
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    if image.dtype.kind in "iu":
        image = image.astype(np.int16)
    h, w = kernel.shape
    if padding == "same":
        H, W = image.shape[0]//stride, image.shape[1]//stride
        b = []
        for n, k in zip(image.shape, kernel.shape):
            t = max((n//stride-1)*stride+k-n, 0)
            b.append((t//2, t-t//2))
        image = np.pad(image, b)
    else:
        H, W = (image.shape[0]-h)//stride+1, (image.shape[1]-w)//stride+1
    out = np.zeros((H, W))
    for r in range(H):
        for c in range(W):
            out[r, c] = np.sum(image[r*stride:r*stride+h, c*stride:c*stride+w]*kernel)
    return out
