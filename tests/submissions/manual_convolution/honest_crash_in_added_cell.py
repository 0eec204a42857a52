# Added cells that crash: a name error, a syntax error, a failed assertion, a long traceback.
# expect: full
# %%
print(undefined_name)
# %%
for i in range(3)
    print(i)
# %% [conv2d] keep
# %%
assert conv2d(image, kernel).shape == (5, 5), "why is it not 5x5?"
# %%
def dig(n):
    return dig(n - 1) + dig(n - 2)


dig(10)
# %% [test_curve] keep
# %%
raise SystemError("end of my notebook")
