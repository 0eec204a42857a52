# Looks for the edge with the dark side above.
# points: test_read_map = 0
# misconception: test_read_map: bright and dark exchanged
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [read_map]
bright_where = "upper edges"
