# The functions print their results and give None back.
# points: test_conv2d = 0
# points: test_same = 0
# points: test_relu = 0
# points: test_max_pool = 0
# points: test_avg_pool = 0
# misconception: test_conv2d: no return
# misconception: test_relu: no return
# misconception: test_same: no return
# misconception: test_max_pool: no return
# misconception: test_avg_pool: no return
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    h, w = kernel.shape
    for r in range(0, image.shape[0] - h + 1, stride):
        for c in range(0, image.shape[1] - w + 1, stride):
            print((image[r : r + h, c : c + w] * kernel).sum(), end=" ")
        print()
# %% [relu]
def relu(x):
    print(np.maximum(x, 0))
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    print(np.max(x))


def avg_pool2d(x, window=2, stride=None):
    print(np.mean(x))
