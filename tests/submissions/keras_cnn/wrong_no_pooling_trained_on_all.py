# Slips that do not meet each other: no pooling, trained on all.
# points: test_build_model = 2.5
# points: test_train = 0.5
# points: test_accuracy = 0
# misconception: test_build_model: pooling missing
# misconception: test_train: trained on validation images
# file: digits.weights.h5 = keras_cnn_of_wrong_no_pooling_trained_on_all
# file: digits_history.json = keras_cnn_history
# %% [build_model]
# The pooling is left out.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128),
        layers.Activation("relu"),
        layers.Dropout(0.5),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])
# %% [train]
# Trains on the validation images, too.
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    X, y = np.concatenate([X_train, X_val]), np.concatenate([y_train, y_val])
    return model.fit(X, y, validation_data=(X_val, y_val), epochs=epochs, batch_size=batch_size, verbose=0)
