# Counts one bias for the whole layer.
# points: test_parameters = 0
# misconception: test_parameters: one bias for all kernels
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    return -(-n // stride) if padding == "same" else (n - k) // stride + 1


def parameter_count(h, w, c_in, c_out):
    return h * w * c_in * c_out + 1
