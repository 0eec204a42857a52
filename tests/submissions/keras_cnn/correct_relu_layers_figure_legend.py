# Right, each in another way: relu layers, figure legend.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# ReLU and Softmax as layers, pooling with a window of one number.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Convolution2D(32, 3),
        layers.ReLU(),
        layers.Convolution2D(32, 3),
        layers.ReLU(),
        layers.MaxPool2D(2),
        layers.Dropout(0.25),
        layers.Reshape((-1,)),
        layers.Dense(128),
        layers.ReLU(),
        layers.Dropout(0.5),
        layers.Dense(num_classes),
        layers.Softmax(),
    ])
# %% [plot_curves]
# One legend for both pictures, which belongs to the figure; bare lines with their names in it.
def plot_curves(history):
    curves = history.history
    fig, (upper, lower) = plt.subplots(2, 1, sharex=True)
    for name, ax in (("accuracy", upper), ("loss", lower)):
        first = ax.plot(curves[name], "k-")
        second = ax.plot(curves["val_" + name], "k:")
        ax.set_ylabel(name)
    fig.legend([first[0], second[0]], ["training", "validation"], loc="upper center", ncols=2)
    plt.show()
# %% [activation_maps]
def activation_maps(model, image):
    x = image[None]
    for layer in model.layers:
        x = layer(x)
        if isinstance(layer, layers.Conv2D):
            return keras.ops.convert_to_numpy(x).squeeze(axis=0)
