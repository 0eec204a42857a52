# Right, each in another way: float32, pool before relu.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
# float32 from the first line on, labels as int8 columns.
def standardize(X_train, X_val):
    X_train, X_val = np.float32(X_train), np.float32(X_val)
    mean = X_train.mean(0, dtype=np.float64).astype(np.float32)
    std = X_train.std(0, dtype=np.float64).astype(np.float32)
    return np.divide(X_train - mean, std + np.float32(1e-4)), np.divide(X_val - mean, std + np.float32(1e-4))
# %% [build_model]
# ReLU after the pooling and the dropout before the flattening: the same function of the image.
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
# %% [labels]
def prepare_labels(y, num_classes):
    return (np.arange(num_classes) == np.asarray(y)[:, None]).astype(np.int8)
# %% [compile_model]
def compile_model(model):
    keras.config.set_floatx("float32")
    model.compile(optimizer=keras.optimizers.Nadam(5e-4), loss=keras.losses.categorical_crossentropy, metrics=["accuracy"])
# %% [activation_maps]
def activation_maps(model, image):
    return np.asarray(model.layers[0](image[np.newaxis]))[0]
