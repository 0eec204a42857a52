# Binary cross-entropy for ten classes.
# points: test_compile = 0.5
# misconception: test_compile: binary cross-entropy
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [compile_model]
def compile_model(model):
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
