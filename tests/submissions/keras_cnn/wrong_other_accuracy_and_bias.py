# Another accuracy, no validation in the plot, and maps without bias.
# points: test_compile = 1
# points: test_curves = 0
# points: test_maps = 0
# misconception: test_compile: another accuracy
# misconception: test_curves: validation not drawn
# misconception: test_maps: bias left out
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [compile_model]
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
