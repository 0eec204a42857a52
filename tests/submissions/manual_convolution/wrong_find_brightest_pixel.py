# Looks for the brightest pixel of the image, the kernel is not used.
# points: test_curve = 0.5
# misconception: test_curve: brightest pixel
# %% [curve]
response_curve = (curve_patch * curve_kernel).sum()
response_other = (other_patch * curve_kernel).sum()


def find_curve(image, kernel):
    return np.unravel_index(np.argmax(image), image.shape)
