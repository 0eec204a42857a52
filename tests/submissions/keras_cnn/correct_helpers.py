# Helper functions in cells that the student added, before and between.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [given_imports] keep
# %%
class Scaler:
    """Remembers the statistics of the training images."""

    def fit(self, images):
        images = np.asarray(images, dtype=float)
        self.mean = images.mean(axis=0)
        self.std = np.sqrt(((images - self.mean) ** 2).mean(axis=0))
        return self

    def transform(self, images):
        return (images - self.mean) / (self.std + 0.0001)


def conv_relu(kernels):
    return [layers.Conv2D(kernels, (3, 3)), layers.Activation("relu")]


def dense(units, activation):
    return [layers.Dense(units), layers.Activation(activation)]
# %% [markdown]
My helpers are above.
# %% [standardize]
def standardize(X_train, X_val):
    scaler = Scaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_val)
# %% [build_model]
def build_model(num_classes=10):
    features = [*conv_relu(32), *conv_relu(32), layers.MaxPooling2D((2, 2)), layers.Dropout(0.25)]
    classifier = [layers.Flatten(), *dense(128, "relu"), layers.Dropout(0.5), *dense(num_classes, "softmax")]
    return keras.Sequential([keras.Input((28, 28, 1)), *features, *classifier])
# %% [summary]
counts = [layer.count_params() for layer in build_model().layers if layer.count_params()]
params_conv_1, params_conv_2, params_dense_1, params_dense_2 = counts
params_total = build_model().count_params()
most_parameters = ["first convolution", "second convolution", "first Dense", "last Dense"][int(np.argmax(counts))]
without = keras.Sequential([keras.Input((24, 24, 32)), layers.Flatten(), layers.Dense(128)])
params_without_pooling = without.count_params()
