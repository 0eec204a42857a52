# Counts without biases, does not divide, reads the plots in a hurry, and draws no legend.
# points: test_stroke = 0
# points: test_summary = 0.5
# points: test_curves = 0
# points: test_best_epoch = 0
# points: test_reading = 0
# points: test_read_map = 0
# misconception: test_stroke: not divided
# misconception: test_summary: biases not counted
# misconception: test_curves: no legend
# misconception: test_best_epoch: training accuracy
# misconception: test_reading: higher validation taken for overfitting
# misconception: test_read_map: bright and dark exchanged
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [stroke]
stroke_value = 255
# %% [summary]
params_conv_1 = 3 * 3 * 32
params_conv_2 = 3 * 3 * 32 * 32
params_dense_1 = 12 * 12 * 32 * 128
params_dense_2 = 128 * 10
params_total = params_conv_1 + params_conv_2 + params_dense_1 + params_dense_2
most_parameters = "first Dense"
params_without_pooling = 24 * 24 * 32 * 128
# %% [plot_curves]
def plot_curves(history):
    for name in ["accuracy", "loss"]:
        plt.figure()
        plt.plot(history.history[name])
        plt.plot(history.history["val_" + name])
        plt.title(name)
    plt.show()
# %% [best_epoch]
def best_epoch(history):
    return int(np.argmax(history.history["accuracy"])) + 1
# %% [reading]
overfitting_run = "A"
unfinished_run = "C"
why_validation_higher = "overfitting"
# %% [read_map]
bright_where = "upper edges"
