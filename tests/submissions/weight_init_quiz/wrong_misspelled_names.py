# Misspelled the names of a function and of an answer.
# points: test_glorot = 0
# points: test_defaults = 0.5
# outcome: test_defaults: wrong
# %% [glorot]
def glorot_unifrom(shape, rng):
    limit = np.sqrt(6 / sum(fans(shape)))
    return rng.uniform(-limit, limit, shape)
# %% [default_answers]
answer_keras_defaults = "Uniform within ±sqrt(6 / (fan_in + fan_out))."
answer_he_factor = "ReLU sets about half of the numbers to 0, which halves their mean square."
