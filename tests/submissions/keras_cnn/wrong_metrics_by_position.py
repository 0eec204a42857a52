# Metrics as the third argument, which is another one today.
# points: test_compile = 0
# misconception: test_compile: metrics without their name
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [compile_model]
def compile_model(model):
    model.compile("adam", "categorical_crossentropy", ["accuracy"])
