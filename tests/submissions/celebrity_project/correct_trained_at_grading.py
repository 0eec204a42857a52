# No weights are handed in: a small Keras network is trained at grading, on images scaled down.
# expect: full
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [build_model]
def build_model():
    model = keras.Sequential([
        keras.Input((48, 48, 3)),
        layers.AveragePooling2D(4),
        layers.Flatten(),
        layers.Dense(8, activation="softmax", kernel_regularizer=keras.regularizers.L2(0.01)),
    ])
    model.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
# %% [training]
keras.utils.set_random_seed(7)
model = build_model()
if not load_trained(model, "small.weights.h5"):
    model.fit(inputs_train, y_train, epochs=12, batch_size=50, verbose=0)
    model.save_weights("small.weights.h5")
