# No metrics.
# points: test_compile = 1
# misconception: test_compile: accuracy not asked for
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [compile_model]
def compile_model(model):
    model.compile(optimizer="adam", loss="categorical_crossentropy")
