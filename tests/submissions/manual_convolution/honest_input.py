# Asks the user for a number, in an added cell and at the end of a solution cell.
# expect: full
# %%
answer = input("How large shall the image be? ")
# %% [relu]
def relu(x):
    return np.maximum(0, x)


number = float(input("Number to try: "))
print(relu(np.array([number])))
