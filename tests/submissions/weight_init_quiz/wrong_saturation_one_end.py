# Looks only at outputs near 1.
# points: test_saturation = 1
# misconception: test_saturation: one end of the sigmoid
# %% [saturation]
def saturated_share(outputs):
    return [np.mean(a > 0.99) for a in outputs]


def gradient_sizes(gradients):
    return [np.median(np.abs(gradient)) for gradient in gradients]
