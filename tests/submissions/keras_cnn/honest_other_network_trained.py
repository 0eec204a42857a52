# The handed-in weights are those of an earlier try with other layers: the training is repeated.
# expect: full
# slow
# file: digits.weights.h5 = keras_cnn_history
# file: digits_history.json = keras_cnn_history
