# The maps come first.
# points: test_maps = 0
# misconception: test_maps: channels first
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [activation_maps]
def activation_maps(model, image):
    maps = np.asarray(model.layers[0](image[np.newaxis]))[0]
    return maps.transpose(2, 0, 1)
