# Epochs in a loop of the student's own, with callbacks that print and write a log.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [train]
class Stars(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print("*" * (epoch + 1), {name: round(value, 3) for name, value in logs.items()})


def train(model, X_train, y_train, X_val, y_val, epochs, batch_size):
    total = {}
    table = keras.callbacks.CSVLogger("log.csv", append=True)
    for epoch in range(epochs):
        done = model.fit(
            X_train, y_train,
            batch_size=batch_size,
            initial_epoch=epoch,
            epochs=epoch + 1,
            validation_data=(X_val, y_val),
            callbacks=[Stars(), table],
            verbose=0,
        )
        for name, values in done.history.items():
            total.setdefault(name, []).extend(values)
    done.history = total
    return done
