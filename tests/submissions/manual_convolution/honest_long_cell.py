# A cell that works for 25 seconds, within the limit.
# slow
# expect: full
# %% [conv2d] keep
# %%
import time

time.sleep(25)
print("simulated a long computation")
