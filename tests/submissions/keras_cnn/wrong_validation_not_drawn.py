# Only the training curves.
# points: test_curves = 0
# misconception: test_curves: validation not drawn
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [plot_curves]
def plot_curves(history):
    fig, axes = plt.subplots(1, 2)
    axes[0].plot(history.history["accuracy"], label="accuracy")
    axes[1].plot(history.history["loss"], label="loss")
    for ax in axes:
        ax.legend()
    plt.show()
