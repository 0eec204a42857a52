# Counts one bias for each input channel of each kernel.
# points: test_parameters = 0
# misconception: test_parameters: bias counted per channel
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    return -(-n // stride) if padding == "same" else (n - k) // stride + 1


def parameter_count(h, w, c_in, c_out):
    return (h * w + 1) * c_in * c_out
