# Uses the trained model of the notebook for the one that was given.
# points: test_maps = 0
# misconception: test_maps: another model's maps
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [activation_maps]
def activation_maps(model, image):
    return np.asarray(globals()["model"].layers[0](image[np.newaxis]))[0]
