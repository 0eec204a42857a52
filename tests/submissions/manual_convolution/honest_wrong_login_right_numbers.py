# The notebook shows another login name's image, but the answers were worked out on the course server.
# expect: full
# student: carla.rossi
# %% [course_user]
COURSE_USER = "carla-at-home"
# %% [own_map]
my_map = [
    [-481.7, -366.8, 457.7, 345.8],
    [-442.7, -356.9, 412.4, 336.6],
    [-394.5, -390.7, 381.8, 343.9],
    [-417.4, -393.7, 381.9, 369.3],
]
my_relu = [
    [0.0, 0.0, 457.7, 345.8],
    [0.0, 0.0, 412.4, 336.6],
    [0.0, 0.0, 381.8, 343.9],
    [0.0, 0.0, 381.9, 369.3],
]
my_pooled = [
    [0.0, 457.7],
    [0.0, 381.9],
]
