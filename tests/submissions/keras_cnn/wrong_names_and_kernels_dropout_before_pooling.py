# Slips that do not meet each other: names and kernels, dropout before pooling.
# points: test_build_model = 3
# points: test_summary = 0.5
# points: test_curves = 0
# points: test_best_epoch = 0
# points: test_reading = 0.5
# points: test_maps = 0
# misconception: test_build_model: dropout at another place
# misconception: test_summary: pooling still there
# misconception: test_curves: names exchanged
# misconception: test_best_epoch: counted from 0
# misconception: test_reading: overfitting and underfitting exchanged
# misconception: test_maps: kernels for maps
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# The first dropout comes before the pooling.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.Dropout(0.25),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Flatten(),
        layers.Dense(128),
        layers.Activation("relu"),
        layers.Dropout(0.5),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])
# %% [summary]
# Counts from 0 and without pooling, exchanges the runs and the names of the curves, and shows kernels for maps.
params_conv_1, params_conv_2, params_dense_1, params_dense_2 = 320, 9248, 589952, 1290
params_total = 600810
most_parameters = "second convolution"
params_without_pooling = 589952
# %% [plot_curves]
def plot_curves(history):
    for name in ["accuracy", "loss"]:
        plt.figure()
        plt.plot(history.history[name])
        plt.plot(history.history["val_" + name])
        plt.legend(["validation", "training"])
    plt.show()
# %% [best_epoch]
def best_epoch(history):
    return int(np.argmax(history.history["val_accuracy"]))
# %% [reading]
overfitting_run = "C"
unfinished_run = "B"
why_validation_higher = "dropout"
# %% [activation_maps]
def activation_maps(model, image):
    return model.layers[0].get_weights()[0][:, :, 0, :]
