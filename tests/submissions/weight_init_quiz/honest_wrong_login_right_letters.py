# The notebook shows another login name's order, but the letters were read on the course server.
# expect: full
# student: carla.rossi
# %% [course_user]
COURSE_USER = "carla-at-home"
# %% [equal_answers]
answer_equal_weights = "D"
answer_zero_relu = "A"
# %% [large_answer]
answer_large_weights = "C"
# %% [default_answers]
answer_keras_default = "A"
answer_he_factor = "D"
# %% [experiment_answers]
answer_seen_large = "A"
answer_seen_activation = "A"
answer_seen_he = "D"
answer_seen_dropout = "B"
# %% [own_numbers]
import hashlib as h

my_dense, my_conv = own_shapes("carla.rossi")
my_limit = (6 / sum(my_dense)) ** 0.5
my_deviation = (2 / np.prod(my_conv[:3])) ** 0.5
