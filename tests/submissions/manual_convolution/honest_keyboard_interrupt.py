# A cell that the student stopped by hand raises KeyboardInterrupt again.
# expect: full
# %% [relu] keep
# %%
raise KeyboardInterrupt
