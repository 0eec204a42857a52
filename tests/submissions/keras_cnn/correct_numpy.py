# Labels, maps and the best epoch in plain numpy and Python; pandas draws.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
def standardize(X_train, X_val):
    n = len(X_train)
    mean = np.add.reduce(X_train, axis=0, dtype=float) / n
    variance = np.add.reduce((X_train - mean) ** 2, axis=0) / n
    return tuple((part - mean) / (variance**0.5 + 0.0001) for part in (X_train, X_val))
# %% [labels]
def prepare_labels(y, num_classes):
    return np.eye(num_classes)[y]
# %% [plot_curves]
import pandas as pd


def plot_curves(history):
    table = pd.DataFrame(history.history)
    table.index += 1
    table[["accuracy", "val_accuracy"]].plot(title="Accuracy", grid=True, xlabel="epoch")
    plt.show()
    table[["loss", "val_loss"]].plot(title="Loss", grid=True, xlabel="epoch")
    plt.show()
# %% [best_epoch]
def best_epoch(history):
    best, found = -1.0, None
    for number, accuracy in enumerate(history.history["val_accuracy"], start=1):
        if accuracy > best:
            best, found = accuracy, number
    return found
# %% [activation_maps]
def activation_maps(model, image):
    kernel, bias = model.get_weights()[:2]
    patches = np.lib.stride_tricks.sliding_window_view(image[:, :, 0], (3, 3))
    return np.maximum(np.einsum("rcij,ijk->rck", patches, kernel[:, :, 0, :]) + bias, 0)
