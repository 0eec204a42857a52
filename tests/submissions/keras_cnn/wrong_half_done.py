# Stops after the summary; the rest is as it was handed out.
# base: release
# points: all = 0
# points: test_standardize = 1.5
# points: test_stroke = 0.5
# points: test_build_model = 4
# points: test_summary = 1
# %% [standardize]
def standardize(X_train, X_val):
    mean, spread = X_train.mean(axis=0), X_train.std(axis=0) + 0.0001
    return (X_train - mean) / spread, (X_val - mean) / spread
# %% [stroke]
stroke_value = 255 / 1e-4
# %% [build_model]
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
        layers.Activation("softmax"),
    ])
# %% [summary]
params_conv_1, params_conv_2, params_dense_1, params_dense_2, params_total = 320, 9248, 589952, 1290, 600810
most_parameters = "first Dense"
