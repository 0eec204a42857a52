# Slips that do not meet each other: answers and legend, dropout always.
# points: test_stroke = 0
# points: test_build_model = 0
# points: test_summary = 0.5
# points: test_accuracy = 0
# points: test_curves = 0
# points: test_best_epoch = 0
# points: test_reading = 0
# points: test_maps = 1.5
# points: test_read_map = 0
# misconception: test_stroke: not divided
# misconception: test_build_model: dropout at prediction
# misconception: test_summary: biases not counted
# misconception: test_curves: no legend
# misconception: test_best_epoch: training accuracy
# misconception: test_reading: higher validation taken for overfitting
# misconception: test_read_map: bright and dark exchanged
# file: digits.weights.h5 = keras_cnn_of_wrong_answers_and_legend_dropout_always
# file: digits_history.json = keras_cnn_history
# %% [stroke]
# Counts without biases, does not divide, reads the plots in a hurry, and draws no legend.
stroke_value = 255
# %% [build_model]
# A subclass whose dropout is at work at prediction, too.
class Network(keras.Model):
    def __init__(self, num_classes):
        super().__init__()
        self.first = layers.Conv2D(32, 3, activation="relu")
        self.second = layers.Conv2D(32, 3, activation="relu")
        self.pool, self.flat = layers.MaxPooling2D(), layers.Flatten()
        self.drop1, self.drop2 = layers.Dropout(0.25), layers.Dropout(0.5)
        self.hidden = layers.Dense(128, activation="relu")
        self.last = layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.drop1(self.pool(self.second(self.first(x))), training=True)
        x = self.drop2(self.hidden(self.flat(x)), training=True)
        return self.last(x)


def build_model(num_classes=10):
    return Network(num_classes)
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
# %% [activation_maps]
def activation_maps(model, image):
    return np.asarray(model.layers[0](image[np.newaxis]))[0]
# %% [read_map]
bright_where = "upper edges"
