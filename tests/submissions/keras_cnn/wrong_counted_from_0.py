# Gives the index for the number of the epoch.
# points: test_best_epoch = 0
# misconception: test_best_epoch: counted from 0
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [best_epoch]
def best_epoch(history):
    return int(np.argmax(history.history["val_accuracy"]))
