# Slips that do not meet each other: other accuracy and bias, average pooling, scaled to one.
# points: test_standardize = 0.5
# points: test_build_model = 2.5
# points: test_compile = 1
# points: test_accuracy = 0
# points: test_curves = 0
# points: test_maps = 0
# misconception: test_standardize: divided by 255
# misconception: test_build_model: mean for max
# misconception: test_compile: another accuracy
# misconception: test_curves: validation not drawn
# misconception: test_maps: bias left out
# file: digits.weights.h5 = keras_cnn_untrained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
# Divides by 255.
def standardize(X_train, X_val):
    return X_train / 255, X_val / 255
# %% [build_model]
# Pools by the mean.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.AveragePooling2D(pool_size=(2, 2)),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128),
        layers.Activation("relu"),
        layers.Dropout(0.5),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])
# %% [compile_model]
# Another accuracy, no validation in the plot, and maps without bias.
def compile_model(model):
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=[keras.metrics.BinaryAccuracy(name="accuracy")])
# %% [plot_curves]
def plot_curves(history):
    fig, axes = plt.subplots(1, 2)
    axes[0].plot(history.history["accuracy"], label="accuracy")
    axes[1].plot(history.history["loss"], label="loss")
    for ax in axes:
        ax.legend()
    plt.show()
# %% [activation_maps]
def activation_maps(model, image):
    kernel = model.layers[0].get_weights()[0]
    maps = keras.ops.conv(image[np.newaxis], kernel, padding="valid")
    return np.maximum(np.asarray(maps)[0], 0)
