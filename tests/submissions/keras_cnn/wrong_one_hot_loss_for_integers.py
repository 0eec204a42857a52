# Integer labels with the loss for one-hot labels.
# points: test_compile = 0.5
# misconception: test_compile: loss for other labels
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [compile_model]
def compile_model(model):
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
# %% [labels]
def prepare_labels(y, num_classes):
    return np.asarray(y)
