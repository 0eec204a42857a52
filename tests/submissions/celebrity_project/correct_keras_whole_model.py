# A whole Keras model in a file of its own, asked with model.predict.
# expect: full
# file: linear.keras = celebrity_linear_keras
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [build_model]
def build_model():
    return keras.models.load_model("linear.keras")
# %% [training]
model = build_model()
# %% [predict]
def predict(images):
    return model.predict(prepare(images, MEAN, STD), batch_size=64, verbose=0)
