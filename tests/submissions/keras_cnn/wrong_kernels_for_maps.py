# Returns the kernels, since they are in the layer.
# points: test_maps = 0
# misconception: test_maps: kernels for maps
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [activation_maps]
def activation_maps(model, image):
    return model.layers[0].get_weights()[0][:, :, 0, :]
