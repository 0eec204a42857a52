# The first option is the answer to everything.
# points: test_equal = 0.5
# points: test_defaults = 0
# points: test_experiment = 0
# %% [equal_answers]
answer_equal_weights = "A"
answer_zero_relu = "A"
# %% [large_answer]
answer_large_weights = "A"
# %% [default_answers]
answer_keras_default = "A"
answer_he_factor = "A"
# %% [experiment_answers]
answer_seen_large = "A"
answer_seen_activation = "A"
answer_seen_he = "A"
answer_seen_dropout = "A"
