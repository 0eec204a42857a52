# Slips that do not meet each other: loss and epochs, classes fixed.
# points: test_build_model = 3.5
# points: test_compile = 0.5
# points: test_train = 0.5
# points: test_curves = 0.5
# points: test_best_epoch = 0
# points: test_maps = 0
# misconception: test_build_model: num_classes not used
# misconception: test_compile: squared error
# misconception: test_train: epochs ignored
# misconception: test_curves: same curves twice
# misconception: test_best_epoch: lowest loss
# misconception: test_maps: another model's maps
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# Ten classes, whatever is asked for.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128),
        layers.Activation("relu"),
        layers.Dropout(0.5),
        layers.Dense(10),
        layers.Activation("softmax"),
    ])
# %% [compile_model]
# Squared error, a fixed number of epochs, the lowest loss, the same curves twice, and the maps of the model outside.
def compile_model(model):
    model.compile(optimizer="adam", loss="mse", metrics=["accuracy"])
# %% [train]
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    return model.fit(X_train, y_train, validation_data=(X_val, y_val), epochs=20, batch_size=batch_size, verbose=0)
# %% [plot_curves]
def plot_curves(history):
    for title in ["accuracy", "loss"]:
        plt.figure()
        plt.plot(history.history["accuracy"], label="training")
        plt.plot(history.history["val_accuracy"], label="validation")
        plt.title(title)
        plt.legend()
    plt.show()
# %% [best_epoch]
def best_epoch(history):
    return int(np.argmin(history.history["val_loss"])) + 1
# %% [activation_maps]
def activation_maps(model, image):
    return np.asarray(globals()["model"].layers[0](image[np.newaxis]))[0]
