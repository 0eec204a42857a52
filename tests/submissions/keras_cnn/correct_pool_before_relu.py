# ReLU after the pooling and the dropout before the flattening: the same function of the image.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"),
        layers.Conv2D(32, 3),
        layers.MaxPooling2D(),
        layers.Activation("relu"),
        layers.Flatten(),
        layers.Dropout(0.25),
        layers.Dense(128),
        layers.Dropout(0.5),
        layers.Activation("relu"),
        layers.Dense(num_classes, activation="softmax"),
    ])
# %% [activation_maps]
def activation_maps(model, image):
    return np.asarray(model.layers[0](image[np.newaxis]))[0]
