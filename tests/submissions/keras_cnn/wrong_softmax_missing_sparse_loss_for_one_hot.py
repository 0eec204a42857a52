# Slips that do not meet each other: softmax missing, sparse loss for one hot, results exchanged.
# points: test_standardize = 0.5
# points: test_build_model = 3
# points: test_compile = 0.5
# points: test_accuracy = 0
# misconception: test_standardize: results exchanged
# misconception: test_build_model: softmax missing
# misconception: test_compile: loss for other labels
# file: digits.weights.h5 = keras_cnn_untrained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
# Returns the validation images first.
def standardize(X_train, X_val):
    mean, spread = np.mean(X_train, axis=0), np.std(X_train, axis=0) + 0.0001
    return (X_val - mean) / spread, (X_train - mean) / spread
# %% [build_model]
# The last layer has no softmax.
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
        layers.Dense(128),
        layers.Activation("relu"),
        layers.Dropout(0.5),
        layers.Dense(num_classes),
    ])
# %% [compile_model]
# One-hot labels with the loss for integers.
def compile_model(model):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
