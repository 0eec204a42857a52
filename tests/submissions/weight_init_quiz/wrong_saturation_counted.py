# Counts instead of giving a share, and takes the mean for the median.
# points: test_saturation = 0.5
# misconception: test_saturation: count for share
# misconception: test_saturation: mean for median
# %% [saturation]
def saturated_share(outputs):
    return [np.sum(a * (1 - a) < 0.01) for a in outputs]


def gradient_sizes(gradients):
    return [np.mean(np.abs(gradient)) for gradient in gradients]
