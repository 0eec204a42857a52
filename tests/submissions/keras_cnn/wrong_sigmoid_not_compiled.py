# Slips that do not meet each other: sigmoid, not compiled, own statistics.
# points: test_standardize = 0.5
# points: test_build_model = 3
# points: test_compile = 0
# points: test_accuracy = 0
# misconception: test_standardize: validation standardised by itself
# misconception: test_build_model: sigmoid for softmax
# misconception: test_compile: not compiled
# file: digits.weights.h5 = keras_cnn_untrained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
# The validation images are standardised with their own mean and deviation.
def standardize(X_train, X_val):
    def scale(images):
        return (images - images.mean(axis=0)) / (images.std(axis=0) + 0.0001)

    return scale(X_train), scale(X_val)
# %% [build_model]
# Sigmoids at the end.
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
        layers.Activation("sigmoid"),
    ])
# %% [compile_model]
# Makes an optimiser and a loss but never calls compile.
def compile_model(model):
    optimizer, loss = keras.optimizers.Adam(), keras.losses.CategoricalCrossentropy()
    print("The model uses", optimizer.name, loss.name)
