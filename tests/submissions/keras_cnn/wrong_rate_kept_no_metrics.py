# Slips that do not meet each other: rate kept, no metrics, one mean.
# points: test_standardize = 0.5
# points: test_build_model = 3
# points: test_compile = 1
# points: test_accuracy = 0
# misconception: test_standardize: one mean for all pixels
# misconception: test_build_model: share kept for share dropped
# misconception: test_compile: accuracy not asked for
# file: digits.weights.h5 = keras_cnn_untrained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
# One mean and one deviation for all pixels.
def standardize(X_train, X_val):
    mean, std = X_train.mean(), X_train.std()
    return (X_train - mean) / (std + 0.0001), (X_val - mean) / (std + 0.0001)
# %% [build_model]
# The rates say what is kept.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Dropout(0.75),
        layers.Flatten(),
        layers.Dense(128),
        layers.Activation("relu"),
        layers.Dropout(0.5),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])
# %% [compile_model]
# No metrics.
def compile_model(model):
    model.compile(optimizer="adam", loss="categorical_crossentropy")
