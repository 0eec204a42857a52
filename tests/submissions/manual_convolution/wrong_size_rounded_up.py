# Rounds the number of places up, so an incomplete one counts.
# points: test_output_size = 0.5
# misconception: test_output_size: rounded up
# %% [sizes]
import math


def output_size(n, k, stride=1, padding="valid"):
    if padding == "same":
        return math.ceil(n / stride)
    return math.ceil((n - k) / stride) + 1


def parameter_count(h, w, c_in, c_out):
    return (h * w * c_in + 1) * c_out
