# Divides without rounding: 3.5 places.
# points: test_output_size = 0
# misconception: test_output_size: not rounded
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    if padding == "same":
        return n / stride
    return (n - k) / stride + 1


def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
