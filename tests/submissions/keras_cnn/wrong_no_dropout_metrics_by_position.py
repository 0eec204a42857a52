# Slips that do not meet each other: no dropout, metrics by position, not centred.
# points: test_standardize = 0.5
# points: test_build_model = 3
# points: test_compile = 0
# points: test_accuracy = 0
# misconception: test_standardize: mean not subtracted
# misconception: test_build_model: dropout missing
# misconception: test_compile: metrics without their name
# file: digits.weights.h5 = keras_cnn_untrained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
# Forgets to subtract the mean.
def standardize(X_train, X_val):
    spread = np.std(X_train, axis=0) + 0.0001
    return X_train / spread, X_val / spread
# %% [build_model]
# Without dropout.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Flatten(),
        layers.Dense(128),
        layers.Activation("relu"),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])
# %% [compile_model]
# Metrics as the third argument, which is another one today.
def compile_model(model):
    model.compile("adam", "categorical_crossentropy", ["accuracy"])
