# The notebook as it was handed out.
# base: release
# points: all = 0
# %%
print('no time')
