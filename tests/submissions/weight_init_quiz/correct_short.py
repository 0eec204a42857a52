# As short as it gets: lambdas and comprehensions.
# expect: full
# student: emil
# %% [collapse]
collapsed_weights = np.matmul
collapsed_bias = lambda b1, W2, b2: b1 @ W2 + b2
# %% [unit_spread]
unit_spread = lambda gradient: np.ptp(gradient, 1).max()
# %% [saturation]
saturated_share = lambda outputs: [(abs(a - 0.5) > 0.24**0.5).mean() for a in outputs]
gradient_sizes = lambda gradients: [*map(np.median, map(abs, gradients))]
# %% [fans]
fans = lambda shape: np.multiply(shape[-2:], np.prod(shape[:-2], dtype=int))
# %% [glorot]
glorot_uniform = lambda shape, rng: rng.uniform(-1, 1, shape) * np.sqrt(6 / np.sum(fans(shape)))
# %% [equal_answers]
answer_equal_weights = "C"
answer_zero_relu = "D"
# %% [large_answer]
answer_large_weights = "B"
# %% [default_answers]
answer_keras_default = "C"
answer_he_factor = "B"
# %% [experiment_answers]
answer_seen_large = "A"
answer_seen_activation = "B"
answer_seen_he = "A"
answer_seen_dropout = "D"
