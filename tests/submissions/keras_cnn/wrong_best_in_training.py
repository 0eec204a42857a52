# Looks at the training accuracy.
# points: test_best_epoch = 0
# misconception: test_best_epoch: training accuracy
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [best_epoch]
def best_epoch(history):
    return int(np.argmax(history.history["accuracy"])) + 1
