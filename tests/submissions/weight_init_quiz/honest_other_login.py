# Worked at home under another login name and said so in the notebook, in capital letters.
# expect: full
# student: bernd.huber
# %% [course_user]
COURSE_USER = "  Bernd.Huber "
# %% [equal_answers]
answer_equal_weights = "A"
answer_zero_relu = "A"
# %% [large_answer]
answer_large_weights = "A"
# %% [default_answers]
answer_keras_default = "C"
answer_he_factor = "D"
# %% [experiment_answers]
answer_seen_large = "B"
answer_seen_activation = "B"
answer_seen_he = "C"
answer_seen_dropout = "B"
