# Binary cross-entropy, and validation on what it was trained on.
# points: test_compile = 0.5
# points: test_train = 1
# misconception: test_compile: binary cross-entropy
# misconception: test_train: validated on training images
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [compile_model]
def compile_model(model):
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
# %% [train]
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    return model.fit(X_train, y_train, validation_data=(X_train, y_train), epochs=epochs, batch_size=batch_size, verbose=0)
