# Softmax along the images; 64 kernels; the loop calls fit anew for each epoch; 0.001 for 0.0001.
# base: release
# points: all = 0
# points: test_standardize = 0.5
# points: test_build_model = 1.5
# points: test_summary = 0
# points: test_labels = 1
# points: test_train = 0.5
# misconception: test_standardize: another number than 0.0001
# misconception: test_stroke: multiplied for divided
# misconception: test_build_model: other number of kernels
# misconception: test_build_model: softmax along the wrong axis
# misconception: test_summary: size of the maps
# misconception: test_train: history of the last fit only
# %% [standardize]
def standardize(X_train, X_val):
    mean, std = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / (std + 0.001), (X_val - mean) / (std + 0.001)
# %% [stroke]
stroke_value = 255 * 0.0001
# %% [build_model]
def build_model(num_classes=10):
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dropout(0.5),
        layers.Dense(num_classes),
        layers.Softmax(axis=0),
    ])
# %% [summary]
params_without_pooling = 26 * 26 * 32 * 128 + 128
# %% [labels]
def prepare_labels(y, num_classes):
    return np.eye(num_classes)[y]
# %% [train]
WANT_TENSORBOARD = False


def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    for epoch in range(epochs):
        history = model.fit(
            X_train, y_train, batch_size=batch_size, validation_data=(X_val, y_val), verbose=0
        )
    return history
