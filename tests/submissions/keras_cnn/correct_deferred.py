# A Sequential without an input shape: it is built by the first images.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
def build_model(num_classes=10):
    return keras.Sequential([
        layers.Conv2D(32, 3, activation="relu"),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dropout(0.5),
        layers.Dense(num_classes, activation="softmax"),
    ])
# %% [activation_maps]
def activation_maps(model, image):
    return model.layers[0](image[np.newaxis]).numpy()
