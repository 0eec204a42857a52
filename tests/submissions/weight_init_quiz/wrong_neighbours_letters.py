# All letters are those of a neighbour.
# points: test_equal = 1
# points: test_saturation = 1
# points: test_defaults = 0.5
# points: test_experiment = 0.5
# %% [equal_answers]
answer_equal_weights = "D"
answer_zero_relu = "B"
# %% [large_answer]
answer_large_weights = "D"
# %% [default_answers]
answer_keras_default = "A"
answer_he_factor = "D"
# %% [experiment_answers]
answer_seen_large = "D"
answer_seen_activation = "C"
answer_seen_he = "D"
answer_seen_dropout = "B"
