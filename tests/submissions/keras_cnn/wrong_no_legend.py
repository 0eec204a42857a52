# Nothing says which line is which.
# points: test_curves = 0
# misconception: test_curves: no legend
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [plot_curves]
def plot_curves(history):
    for name in ["accuracy", "loss"]:
        plt.figure()
        plt.plot(history.history[name])
        plt.plot(history.history["val_" + name])
        plt.title(name)
    plt.show()
