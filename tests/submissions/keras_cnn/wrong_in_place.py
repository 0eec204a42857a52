# Writes into the arrays that it gets, which fails for integers and read-only images.
# points: test_standardize = 1
# misconception: test_standardize: input changed in place
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [standardize]
def standardize(X_train, X_val):
    if X_train.dtype.kind in "iu":
        X_train, X_val = X_train.astype(float), X_val.astype(float)
    mean, spread = X_train.mean(axis=0), X_train.std(axis=0) + 0.0001
    X_train -= mean
    X_train /= spread
    X_val -= mean
    X_val /= spread
    return X_train, X_val
