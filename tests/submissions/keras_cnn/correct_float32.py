# float32 from the first line on, labels as int8 columns.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
def standardize(X_train, X_val):
    X_train, X_val = np.float32(X_train), np.float32(X_val)
    mean = X_train.mean(0, dtype=np.float64).astype(np.float32)
    std = X_train.std(0, dtype=np.float64).astype(np.float32)
    return np.divide(X_train - mean, std + np.float32(1e-4)), np.divide(X_val - mean, std + np.float32(1e-4))
# %% [labels]
def prepare_labels(y, num_classes):
    return (np.arange(num_classes) == np.asarray(y)[:, None]).astype(np.int8)
# %% [compile_model]
def compile_model(model):
    keras.config.set_floatx("float32")
    model.compile(optimizer=keras.optimizers.Nadam(5e-4), loss=keras.losses.categorical_crossentropy, metrics=["accuracy"])
