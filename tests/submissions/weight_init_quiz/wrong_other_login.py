# Worked at home under another login name and did not say so: letters and numbers of another user.
# student: gerd.meier
# points: test_own_numbers = 0
# points: test_equal = 0.5
# points: test_saturation = 1
# points: test_defaults = 0
# points: test_experiment = 0.5
# misconception: test_experiment: letter of another user
# misconception: test_own_numbers: numbers of another user
# %% [course_user]
COURSE_USER = "gerd-at-home"
# %% [equal_answers]
answer_equal_weights = "A"
answer_zero_relu = "B"
# %% [large_answer]
answer_large_weights = "C"
# %% [default_answers]
answer_keras_default = "D"
answer_he_factor = "B"
# %% [experiment_answers]
answer_seen_large = "C"
answer_seen_activation = "A"
answer_seen_he = "B"
answer_seen_dropout = "C"
