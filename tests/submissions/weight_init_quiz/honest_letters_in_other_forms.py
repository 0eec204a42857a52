# Letters in lower case, with brackets, points and spaces.
# expect: full
# student: frida
# %% [equal_answers]
answer_equal_weights = "b)"
answer_zero_relu = " a"
# %% [large_answer]
answer_large_weights = "(C)"
# %% [default_answers]
answer_keras_default = "(C)"
answer_he_factor = "D. "
# %% [experiment_answers]
answer_seen_large = "(C)"
answer_seen_activation = " a"
answer_seen_he = "D. "
answer_seen_dropout = "D. "
