# Curves in percent, in one picture with two axes, with names written beside the lines.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [plot_curves]
def plot_curves(history):
    fig, left = plt.subplots()
    right = left.twinx()
    epochs = np.arange(len(history.history["loss"])) + 1
    for ax, name, factor, colour in [(left, "accuracy", 100, "tab:blue"), (right, "loss", 1, "tab:red")]:
        for prefix, word, style in [("", "training", "-"), ("val_", "validation", "--")]:
            numbers = factor * np.array(history.history[prefix + name])
            ax.plot(epochs, numbers, style, color=colour)
            ax.annotate(f"{name} in {word}", (epochs[-1], numbers[-1]), color=colour)
    left.set_ylabel("accuracy in %")
    right.set_ylabel("loss")
    fig.savefig("curves.png")
    plt.close(fig)
# %% [reading]
overfitting_run, unfinished_run = " b ", "c"
why_validation_higher = "Dropout"
# %% [read_map]
bright_where = "Lower Edges"
