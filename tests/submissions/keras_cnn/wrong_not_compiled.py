# Makes an optimiser and a loss but never calls compile.
# points: test_compile = 0
# misconception: test_compile: not compiled
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [compile_model]
def compile_model(model):
    optimizer, loss = keras.optimizers.Adam(), keras.losses.CategoricalCrossentropy()
    print("The model uses", optimizer.name, loss.name)
