# Takes the median of the gradients with their signs, and the share in percent.
# points: test_saturation = 0.5
# misconception: test_saturation: signs kept
# misconception: test_saturation: percent
# %% [saturation]
def saturated_share(outputs):
    return [100 * np.mean(a * (1 - a) < 0.01) for a in outputs]


def gradient_sizes(gradients):
    return [np.median(gradient) for gradient in gradients]
