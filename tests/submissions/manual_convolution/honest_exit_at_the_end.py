# Ends with quit(), as in a script, after all work is done.
# expect: full
# %% [test_curve] keep
# %%
print("done")
quit()
