# The kernels are laid on the image, and their biases are forgotten.
# points: test_maps = 0
# misconception: test_maps: bias left out
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [activation_maps]
def activation_maps(model, image):
    kernel = model.layers[0].get_weights()[0]
    maps = keras.ops.conv(image[np.newaxis], kernel, padding="valid")
    return np.maximum(np.asarray(maps)[0], 0)
