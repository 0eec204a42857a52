# Dropout is left on when predicting.
# points: test_predict = 1
# misconception: test_predict: chance in predict
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [build_model]
def build_model():
    return keras.Sequential([
        keras.Input((48, 48, 3)),
        layers.Flatten(),
        layers.Dropout(0.2),
        layers.Dense(8, activation="softmax", name="people"),
    ])
# %% [training]
model = build_model()
with np.load("linear.npz") as file:
    model.get_layer("people").set_weights([file["weights"], file["bias"]])
# %% [predict]
def predict(images):
    return keras.ops.convert_to_numpy(model(prepare(images, MEAN, STD), training=True))
