# Added cells train once more, with functions and data of the picture cells, and plot.
# expect: full
# %% [experiment_answers] keep
# %%
history, different = train(activation="relu", start="He", epochs=1)
plt.plot(history["val_accuracy"])
plt.show()
# %%
print(x_train.shape, different)
