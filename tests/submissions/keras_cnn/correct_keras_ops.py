# Statistics, labels and maps with keras.ops.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
from keras import ops


def standardize(X_train, X_val):
    train = ops.cast(ops.convert_to_tensor(np.asarray(X_train, dtype="float64")), "float64")
    val = ops.cast(ops.convert_to_tensor(np.asarray(X_val, dtype="float64")), "float64")
    mean, std = ops.mean(train, axis=0), ops.std(train, axis=0)
    return [ops.convert_to_numpy((part - mean) / (std + 1e-4)) for part in (train, val)]
# %% [labels]
def prepare_labels(y, num_classes):
    return ops.one_hot(ops.convert_to_tensor(y, dtype="int32"), num_classes)
# %% [best_epoch]
def best_epoch(history):
    return ops.argmax(ops.convert_to_tensor(history.history["val_accuracy"])) + 1
# %% [activation_maps]
def activation_maps(model, image):
    x = ops.expand_dims(ops.convert_to_tensor(image), axis=0)
    return ops.relu(model.layers[0](x))
