# The second picture shows the accuracy once more: copied and not changed.
# points: test_curves = 0.5
# misconception: test_curves: same curves twice
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [plot_curves]
def plot_curves(history):
    for title in ["accuracy", "loss"]:
        plt.figure()
        plt.plot(history.history["accuracy"], label="training")
        plt.plot(history.history["val_accuracy"], label="validation")
        plt.title(title)
        plt.legend()
    plt.show()
