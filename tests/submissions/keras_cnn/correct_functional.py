# The functional API, activations as arguments, a metric with a name of its own class.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
def build_model(num_classes=10):
    inputs = keras.Input((28, 28, 1), name="image")
    x = layers.Conv2D(32, (3, 3), activation="relu")(inputs)
    x = layers.Conv2D(32, (3, 3), activation="relu")(x)
    x = layers.MaxPooling2D()(x)
    x = layers.Dropout(0.25)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(128, activation="relu")(x)
    x = layers.Dropout(0.5)(x)
    outputs = layers.Dense(num_classes, activation="softmax", name="probabilities")(x)
    return keras.Model(inputs=inputs, outputs=outputs, name="cnn")
# %% [compile_model]
def compile_model(model):
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.CategoricalCrossentropy(),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
    )
# %% [activation_maps]
def activation_maps(model, image):
    # the Conv2D layer applies its ReLU itself
    first = next(layer for layer in model.layers if isinstance(layer, layers.Conv2D))
    look = keras.Model(model.inputs, first.output)
    return look.predict(image[None, ...], verbose=0)[0]
