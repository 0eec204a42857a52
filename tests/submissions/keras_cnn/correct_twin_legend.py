# Accuracy and loss on two axes of one picture, with one legend that names all four lines.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [plot_curves]
def plot_curves(history):
    fig, left = plt.subplots()
    right = left.twinx()
    lines = []
    for ax, name in ((left, "accuracy"), (right, "loss")):
        lines += ax.plot(history.history[name], label=name)
        lines += ax.plot(history.history["val_" + name], "--", label=f"val_{name}")
    right.legend(lines, [line.get_label() for line in lines])
    plt.show()
