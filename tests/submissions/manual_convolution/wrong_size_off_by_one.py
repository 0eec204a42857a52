# Forgets the + 1 for the first place.
# points: test_output_size = 0.5
# misconception: test_output_size: off by one
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    if padding == "same":
        return -(-n // stride)
    return (n - k) // stride


def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
