# Writes into the arrays that it is given.
# points: test_saturation = 0.5
# outcome: test_saturation: crashed
# %% [saturation]
def saturated_share(outputs):
    for a in outputs:
        a *= 1 - a
    return [np.mean(a < 0.01) for a in outputs]


def gradient_sizes(gradients):
    for gradient in gradients:
        np.abs(gradient, out=gradient)
    return [np.median(gradient) for gradient in gradients]
