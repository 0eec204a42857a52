# Asks for nine shifted versions of each image and averages; a seeded generator picks the shifts.
# expect: full
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
shifts = np.random.default_rng(3).integers(-2, 3, (9, 2))
# %% [predict]
def predict(images):
    inputs = prepare(images, MEAN, STD)
    total = np.zeros((len(images), 8))
    for down, right in shifts:
        moved = np.roll(inputs, (down, right), axis=(1, 2))
        powers = np.exp(moved.reshape(len(images), -1) @ weights + bias)
        total += powers / powers.sum(axis=1, keepdims=True)
    return total / len(shifts)
