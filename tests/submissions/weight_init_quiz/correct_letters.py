# Answers as letters in the student's own order.
# expect: full
# student: dora.keller
# %% [equal_answers]
answer_equal_weights = "C"
answer_zero_relu = "B"
# %% [large_answer]
answer_large_weights = "A"
# %% [default_answers]
answer_keras_default = "B"
answer_he_factor = "A"
# %% [experiment_answers]
answer_seen_large = "A"
answer_seen_activation = "C"
answer_seen_he = "A"
answer_seen_dropout = "C"
