# Slips that do not meet each other: tanh, two classes validated on training.
# points: test_build_model = 1.5
# points: test_compile = 0.5
# points: test_train = 1
# points: test_accuracy = 0
# misconception: test_build_model: other activation
# misconception: test_compile: binary cross-entropy
# misconception: test_train: validated on training images
# file: digits.weights.h5 = keras_cnn_of_wrong_tanh_two_classes_validated_on_training
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# tanh for ReLU in the whole network.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("tanh"),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("tanh"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128),
        layers.Activation("tanh"),
        layers.Dropout(0.5),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])
# %% [compile_model]
# Binary cross-entropy, and validation on what it was trained on.
def compile_model(model):
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
# %% [train]
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    return model.fit(X_train, y_train, validation_data=(X_train, y_train), epochs=epochs, batch_size=batch_size, verbose=0)
# %% [activation_maps]
def activation_maps(model, image):
    return np.asarray(model.layers[0](image[np.newaxis]))[0]
