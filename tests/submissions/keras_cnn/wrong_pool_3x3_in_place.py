# Slips that do not meet each other: pool 3x3, in place.
# points: test_standardize = 1
# points: test_build_model = 2.5
# points: test_accuracy = 0
# misconception: test_standardize: input changed in place
# misconception: test_build_model: other pooling window
# file: digits.weights.h5 = keras_cnn_of_wrong_pool_3x3_in_place
# file: digits_history.json = keras_cnn_history
# %% [standardize]
# Writes into the arrays that it gets, which fails for integers and read-only images.
def standardize(X_train, X_val):
    if X_train.dtype.kind in "iu":
        X_train, X_val = X_train.astype(float), X_val.astype(float)
    mean, spread = X_train.mean(axis=0), X_train.std(axis=0) + 0.0001
    X_train -= mean
    X_train /= spread
    X_val -= mean
    X_val /= spread
    return X_train, X_val
# %% [build_model]
# Pools windows of 3x3.
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.MaxPooling2D(pool_size=(3, 3)),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128),
        layers.Activation("relu"),
        layers.Dropout(0.5),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])
