# Looks at everything: plots, summaries, predictions of single images, tables, a log of the training.
# expect: full
# file: digits.weights.h5 = keras_cnn_trained
# file: digits_history.json = keras_cnn_history
# %% [given_predict] keep
# %%
%matplotlib inline
import pandas as pd
from IPython.display import display

probabilities = predict_digits(X_val[:8])
display(pd.DataFrame(probabilities).style.background_gradient(axis=1))
plt.matshow(probabilities)
plt.show()
# %%
wrong = predict_digits(X_val[:50]).argmax(axis=1) != y_val[:50]
fig, ax = plt.subplots()
ax.hist(inputs_train.ravel(), bins=50, log=True)
sum(wrong)
# %%
for _ in range(25):
    plt.figure()
keras.backend.clear_session()
model.get_layer(index=0).get_config()
