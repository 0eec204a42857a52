# Slips that do not meet each other: global pooling, another model trained.
# points: test_build_model = 3
# points: test_train = 0
# points: test_accuracy = 0
# misconception: test_build_model: global pooling for flatten
# misconception: test_train: another model trained
# file: digits.weights.h5 = keras_cnn_of_wrong_global_pooling_another_model_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# Global average pooling for Flatten.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Dropout(0.25),
        layers.GlobalAveragePooling2D(),
        layers.Dense(128),
        layers.Activation("relu"),
        layers.Dropout(0.5),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])
# %% [train]
# Builds and trains a model of its own.
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    own = keras.Sequential([keras.Input(X_train.shape[1:]), layers.Flatten(), layers.Dense(10, activation="softmax")])
    own.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    if y_train.ndim == 1 or y_train.shape[1] != 10:
        own = keras.Sequential([keras.Input(X_train.shape[1:]), layers.Flatten(), layers.Dense(y_train.shape[1], activation="softmax")])
        own.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return own.fit(X_train, y_train, validation_data=(X_val, y_val), epochs=epochs, batch_size=batch_size, verbose=0)
