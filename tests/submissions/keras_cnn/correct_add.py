# Layers are added one by one; integer labels, RMSprop, the loss as an object.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
def build_model(num_classes=10):
    model = keras.models.Sequential(name="digits")
    model.add(layers.Input(shape=(28, 28, 1)))
    for _ in range(2):
        model.add(layers.Conv2D(filters=32, kernel_size=3, strides=1, padding="valid"))
        model.add(layers.Activation("relu"))
    model.add(layers.MaxPooling2D((2, 2)))
    model.add(layers.Dropout(rate=0.25))
    model.add(layers.Flatten())
    model.add(layers.Dense(128))
    model.add(layers.Activation("relu"))
    model.add(layers.Dropout(rate=0.5))
    model.add(layers.Dense(num_classes))
    model.add(layers.Activation("softmax"))
    return model
# %% [labels]
def prepare_labels(y, num_classes):
    return y
# %% [compile_model]
def compile_model(model):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=False)
    model.compile(optimizer=keras.optimizers.RMSprop(learning_rate=0.001), loss=loss, metrics=["accuracy"])
    return model
# %% [train]
def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    history = model.fit(x=X_train, y=y_train, validation_data=[X_val, y_val], epochs=epochs, batch_size=batch_size)
    return history
