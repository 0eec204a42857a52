# from_logits=True, although there is a softmax.
# points: test_compile = 0.5
# misconception: test_compile: from_logits with a softmax
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [compile_model]
def compile_model(model):
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
