# input_shape in the first layer, layers imported by name, MaxPool2D.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [build_model]
from keras.layers import Activation, Conv2D, Dense, Dropout, Flatten, MaxPool2D
from keras.models import Sequential


def build_model(num_classes=10):
    model = Sequential()
    model.add(Conv2D(32, (3, 3), padding="valid", input_shape=(28, 28, 1)))
    model.add(Activation("relu"))
    model.add(Conv2D(32, (3, 3), padding="valid"))
    model.add(Activation("relu"))
    model.add(MaxPool2D(pool_size=(2, 2)))
    model.add(Dropout(0.25))
    model.add(Flatten())
    model.add(Dense(128))
    model.add(Activation("relu"))
    model.add(Dropout(0.5))
    model.add(Dense(num_classes))
    model.add(Activation("softmax"))
    return model
# %% [compile_model]
def compile_model(model):
    model.compile(loss="categorical_crossentropy", optimizer="adadelta", metrics=["accuracy"])
# %% [plot_curves]
def plot_curves(history):
    plt.subplot(2, 1, 1)
    plt.plot(history.history["accuracy"])
    plt.plot(history.history["val_accuracy"])
    plt.title("model accuracy")
    plt.ylabel("accuracy")
    plt.legend(["train", "valid"], loc="upper left")
    plt.subplot(2, 1, 2)
    plt.plot(history.history["loss"])
    plt.plot(history.history["val_loss"])
    plt.title("model loss")
    plt.xlabel("epoch")
    plt.legend(["train", "valid"], loc="upper left")
    plt.show()
