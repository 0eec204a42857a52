# Right, each in another way: input layer, own loop.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# An InputLayer, SGD with momentum, the pool's strides written out.
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
# %% [train]
# Epochs in a loop of the student's own, with callbacks that print and write a log.
class Stars(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print("*" * (epoch + 1), {name: round(value, 3) for name, value in logs.items()})


def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    total = {}
    table = keras.callbacks.CSVLogger("log.csv", append=True)
    for epoch in range(epochs):
        done = model.fit(
            X_train, y_train,
            batch_size=batch_size,
            initial_epoch=epoch,
            epochs=epoch + 1,
            validation_data=(X_val, y_val),
            callbacks=[Stars(), table],
            verbose=0,
        )
        for name, values in done.history.items():
            total.setdefault(name, []).extend(values)
    done.history = total
    return done
# %% [activation_maps]
def activation_maps(model, image):
    return model.layers[0](image.reshape(1, 28, 28, 1)).numpy()[0]
