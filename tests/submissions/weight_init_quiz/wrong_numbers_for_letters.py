# Answers with the numbers of the options.
# points: test_equal = 0.5
# points: test_saturation = 1
# points: test_defaults = 0
# points: test_experiment = 0
# %% [equal_answers]
answer_equal_weights = 2
answer_zero_relu = 4
# %% [large_answer]
answer_large_weights = 2
# %% [default_answers]
answer_keras_default = 3
answer_he_factor = 3
# %% [experiment_answers]
answer_seen_large = 4
answer_seen_activation = 2
answer_seen_he = 1
answer_seen_dropout = 3
