# The stride is forgotten for both kinds of padding.
# points: test_output_size = 0
# misconception: test_output_size: stride ignored
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    if padding == "same":
        return n
    return n - k + 1


def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
