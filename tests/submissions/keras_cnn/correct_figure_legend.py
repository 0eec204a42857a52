# One legend for both pictures, which belongs to the figure; bare lines with their names in it.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [plot_curves]
def plot_curves(history):
    curves = history.history
    fig, (upper, lower) = plt.subplots(2, 1, sharex=True)
    for name, ax in (("accuracy", upper), ("loss", lower)):
        first = ax.plot(curves[name], "k-")
        second = ax.plot(curves["val_" + name], "k:")
        ax.set_ylabel(name)
    fig.legend([first[0], second[0]], ["training", "validation"], loc="upper center", ncols=2)
    plt.show()
