# The functional API with operations of keras.ops for ReLU, flattening and softmax.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
from keras import ops


def build_model(num_classes=10):
    image = keras.Input(shape=(28, 28, 1))
    x = image
    for _ in range(2):
        x = ops.relu(layers.Conv2D(32, 3)(x))
    x = layers.MaxPool2D(2)(x)
    x = layers.Dropout(0.25)(x)
    x = ops.reshape(x, (-1, 12 * 12 * 32))
    x = layers.Dropout(0.5)(ops.relu(layers.Dense(128)(x)))
    return keras.Model(image, ops.softmax(layers.Dense(num_classes)(x), axis=-1))
# %% [labels]
def prepare_labels(y, num_classes):
    return ops.convert_to_numpy(ops.one_hot(y, num_classes))
# %% [activation_maps]
def activation_maps(model, image):
    kernel, bias = model.layers[1].get_weights()
    return ops.relu(ops.conv(image[np.newaxis], kernel, padding="valid") + bias)[0]
