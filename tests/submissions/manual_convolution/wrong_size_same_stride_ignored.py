# Thinks that 'same' keeps the size for every stride.
# points: test_output_size = 0.5
# misconception: test_output_size: stride ignored
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    return n if padding == "same" else (n - k) // stride + 1


def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
