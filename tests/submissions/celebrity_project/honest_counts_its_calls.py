# Keeps a log of its calls in a file and in memory, and answers the same every time.
# expect: full
# file: linear.npz = celebrity_linear
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
with np.load("linear.npz") as file:
    weights, bias = file["weights"], file["bias"]
calls = []
# %% [predict]
def predict(images):
    calls.append(len(images))
    with open("calls.log", "a") as log:
        log.write(f"{time.time()} {len(images)}\n")
    scores = prepare(images, MEAN, STD).reshape(len(images), -1) @ weights + bias
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
