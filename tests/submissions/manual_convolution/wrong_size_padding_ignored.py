# One formula for both kinds of padding.
# points: test_output_size = 0.5
# misconception: test_output_size: 'valid' for 'same'
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    return (n - k) // stride + 1


def parameter_count(h, w, c_in, c_out):
    return h * w * c_in * c_out + c_out
