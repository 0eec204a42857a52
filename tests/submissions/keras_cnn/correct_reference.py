# The solved notebook, with the files that its training wrote.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
