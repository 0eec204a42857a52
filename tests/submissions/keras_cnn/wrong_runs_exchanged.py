# Takes the run that has not learned for the one that overfits.
# points: test_reading = 0.5
# misconception: test_reading: overfitting and underfitting exchanged
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [reading]
overfitting_run = "C"
unfinished_run = "B"
why_validation_higher = "dropout"
