# Takes the pixel for one that is only centred.
# points: test_stroke = 0
# misconception: test_stroke: not divided
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [stroke]
stroke_value = 255
