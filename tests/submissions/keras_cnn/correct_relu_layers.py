# ReLU and Softmax as layers, pooling with a window of one number.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Convolution2D(32, 3),
        layers.ReLU(),
        layers.Convolution2D(32, 3),
        layers.ReLU(),
        layers.MaxPool2D(2),
        layers.Dropout(0.25),
        layers.Reshape((-1,)),
        layers.Dense(128),
        layers.ReLU(),
        layers.Dropout(0.5),
        layers.Dense(num_classes),
        layers.Softmax(),
    ])
# %% [activation_maps]
def activation_maps(model, image):
    x = image[None]
    for layer in model.layers:
        x = layer(x)
        if isinstance(layer, layers.Conv2D):
            return keras.ops.convert_to_numpy(x).squeeze(axis=0)
