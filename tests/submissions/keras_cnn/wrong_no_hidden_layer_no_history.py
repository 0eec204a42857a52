# Slips that do not meet each other: no hidden layer, no history.
# points: test_build_model = 2
# points: test_train = 0
# points: test_accuracy = 0
# misconception: test_build_model: fully connected layer missing
# misconception: test_train: no history returned
# file: digits.weights.h5 = keras_cnn_of_wrong_no_hidden_layer_no_history
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# The maps go straight to the last layer.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])
# %% [train]
# Trains, but returns nothing.
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    model.fit(X_train, y_train, validation_data=(X_val, y_val), epochs=epochs, batch_size=batch_size, verbose=0)
