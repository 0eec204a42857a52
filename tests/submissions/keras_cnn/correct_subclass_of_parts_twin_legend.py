# Right, each in another way: subclass of parts, twin legend.
# expect: full
# file: digits.weights.h5 = keras_cnn_of_correct_subclass_of_parts_twin_legend
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# A subclass that holds two Sequential parts, and a training step that is Keras' own.
class TwoParts(keras.Model):
    def __init__(self, num_classes, **kwargs):
        super().__init__(**kwargs)
        convolutions = [layers.Conv2D(32, (3, 3), activation=keras.activations.relu) for _ in range(2)]
        self.features = keras.Sequential([*convolutions, layers.MaxPool2D(), layers.Dropout(1 / 4)])
        self.classifier = keras.Sequential(
            [
                layers.Flatten(),
                layers.Dense(128, activation=keras.activations.relu),
                layers.Dropout(1 / 2),
                layers.Dense(num_classes, activation=keras.activations.softmax),
            ]
        )

    def call(self, x, training=None):
        return self.classifier(self.features(x, training=training), training=training)


def build_model(num_classes=10):
    model = TwoParts(num_classes)
    model.build((None, 28, 28, 1))
    return model
# %% [plot_curves]
# Accuracy and loss on two axes of one picture, with one legend that names all four lines.
def plot_curves(history):
    fig, left = plt.subplots()
    right = left.twinx()
    lines = []
    for ax, name in ((left, "accuracy"), (right, "loss")):
        lines += ax.plot(history.history[name], label=name)
        lines += ax.plot(history.history["val_" + name], "--", label=f"val_{name}")
    right.legend(lines, [line.get_label() for line in lines])
    plt.show()
# %% [activation_maps]
def activation_maps(model, image):
    return np.array(model.features.layers[0](np.expand_dims(image, 0)))
