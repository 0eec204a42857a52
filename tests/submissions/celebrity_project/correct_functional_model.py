# A functional Keras model with two inputs of its own making, called directly; the answer is a tensor.
# expect: full
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [build_model]
def build_model():
    left, right = keras.Input((48, 24, 3)), keras.Input((48, 24, 3))
    whole = layers.Concatenate(axis=2)([left, right])
    outputs = layers.Dense(8, activation="softmax", name="people")(layers.Flatten()(whole))
    return keras.Model([left, right], outputs)
# %% [training]
model = build_model()
with np.load("linear.npz") as file:
    model.get_layer("people").set_weights([file["weights"], file["bias"]])
# %% [predict]
def predict(images):
    inputs = prepare(images, MEAN, STD).astype("float32")
    return keras.ops.convert_to_numpy(model([inputs[:, :, :24], inputs[:, :, 24:]], training=False))
