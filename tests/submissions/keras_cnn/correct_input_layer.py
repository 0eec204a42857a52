# An InputLayer, SGD with momentum, the pool's strides written out.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
def build_model(num_classes: int = 10) -> keras.Model:
    return keras.models.Sequential(
        layers=[
            layers.InputLayer(shape=[28, 28, 1]),
            layers.Conv2D(32, [3, 3], strides=[1, 1], padding="VALID", activation="relu", use_bias=True),
            layers.Conv2D(32, [3, 3], strides=[1, 1], padding="VALID", activation="relu", use_bias=True),
            layers.MaxPooling2D(pool_size=2, strides=2),
            layers.Dropout(0.25, seed=7),
            layers.Flatten(),
            layers.Dense(units=128, activation="relu", kernel_initializer="he_normal"),
            layers.Dropout(0.5, seed=8),
            layers.Dense(units=num_classes, activation="softmax"),
        ]
    )
# %% [compile_model]
def compile_model(model):
    optimizer = keras.optimizers.SGD(learning_rate=0.01, momentum=0.9, nesterov=True)
    model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"])
# %% [activation_maps]
def activation_maps(model, image):
    return model.layers[0](image.reshape(1, 28, 28, 1)).numpy()[0]
