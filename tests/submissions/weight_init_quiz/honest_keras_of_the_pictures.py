# Uses keras, which only a picture cell imports.
# expect: full
# %% [glorot]
def glorot_uniform(shape, rng):
    draw = keras.initializers.GlorotUniform(seed=int(rng.integers(2**31)))
    return np.asarray(draw(shape))
