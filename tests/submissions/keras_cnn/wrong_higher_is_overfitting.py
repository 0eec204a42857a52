# Takes a validation curve above the training curve for overfitting.
# points: test_reading = 0
# misconception: test_reading: higher validation taken for overfitting
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [reading]
overfitting_run = "A"
unfinished_run = "C"
why_validation_higher = "overfitting"
