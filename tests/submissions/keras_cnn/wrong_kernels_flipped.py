# Maps by scipy's convolve2d, which turns the kernels; no biases; epochs and batch size exchanged; median.
# base: release
# points: all = 0
# points: test_standardize = 0.5
# points: test_build_model = 1.5
# points: test_labels = 1
# points: test_train = 0.5
# points: test_maps = 0
# misconception: test_standardize: median for mean
# misconception: test_build_model: biases left out
# misconception: test_train: epochs and batch size exchanged
# misconception: test_maps: kernels flipped
# %% [standardize]
def standardize(X_train, X_val):
    middle, std = np.median(X_train, axis=0), X_train.std(axis=0)
    return (X_train - middle) / (std + 0.0001), (X_val - middle) / (std + 0.0001)
# %% [build_model]
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu", use_bias=False),
        layers.Conv2D(32, 3, activation="relu", use_bias=False),
        layers.MaxPooling2D(),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128, activation="relu", use_bias=False),
        layers.Dropout(0.5),
        layers.Dense(num_classes, activation="softmax"),
    ])
# %% [labels]
def prepare_labels(y, num_classes):
    return y
# %% [train]
WANT_TENSORBOARD = False


def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    return model.fit(
        X_train, y_train, batch_size=epochs, epochs=batch_size, validation_data=(X_val, y_val), verbose=0
    )
# %% [activation_maps]
from scipy.signal import convolve2d


def activation_maps(model, image):
    kernels = model.layers[0].get_weights()[0]
    return np.stack([convolve2d(image[..., 0], kernels[:, :, 0, k], mode="valid") for k in range(32)], axis=-1)
