# A subclass whose dropout is at work at prediction, too.
# points: test_build_model = 0
# points: test_maps = 1.5
# points: test_accuracy = 0
# misconception: test_build_model: dropout at prediction
# file: digits.weights.h5 = keras_cnn_of_wrong_dropout_always
# file: digits_history.json = keras_cnn_history
# %% [build_model]
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
# %% [activation_maps]
def activation_maps(model, image):
    return np.asarray(model.layers[0](image[np.newaxis]))[0]
