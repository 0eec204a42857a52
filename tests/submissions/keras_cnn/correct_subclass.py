# A subclass of keras.Model; ReLU and softmax are operations in its call.
# expect: full
# file: digits.weights.h5 = keras_cnn_of_correct_subclass
# file: digits_history.json = keras_cnn_history
# %% [build_model]
class Digits(keras.Model):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = layers.Conv2D(32, 3)
        self.conv2 = layers.Conv2D(32, 3)
        self.pool = layers.MaxPooling2D(2)
        self.drop_maps = layers.Dropout(0.25)
        self.flatten = layers.Flatten()
        self.hidden = layers.Dense(128)
        self.drop_units = layers.Dropout(0.5)
        self.scores = layers.Dense(num_classes)

    def call(self, images, training=False):
        x = keras.ops.relu(self.conv1(images))
        x = keras.ops.relu(self.conv2(x))
        x = self.drop_maps(self.pool(x), training=training)
        x = keras.ops.relu(self.hidden(self.flatten(x)))
        x = self.drop_units(x, training=training)
        return keras.ops.softmax(self.scores(x))


def build_model(num_classes=10):
    return Digits(num_classes)
# %% [activation_maps]
def activation_maps(model, image):
    if not hasattr(model, "conv1"):
        return model.layers[0](image[None])[0]
    return keras.ops.convert_to_numpy(model.conv1(image[None]))[0]
