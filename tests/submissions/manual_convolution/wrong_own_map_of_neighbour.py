# Typed in the numbers of the neighbour.
# points: test_own_map = 0
# misconception: test_own_map: numbers of another user
# student: dora.keller
# %% [course_user]
COURSE_USER = "emil.frei"
# %% [own_map]
my_map = [
    [368.7, 353.1, 338.8, 345.0],
    [388.2, 426.7, 453.1, 444.8],
    [-376.3, -371.4, -324.4, -322.3],
    [-365.4, -424.6, -429.0, -439.0],
]
my_relu = [
    [368.7, 353.1, 338.8, 345.0],
    [388.2, 426.7, 453.1, 444.8],
    [0.0, 0.0, 0.0, 0.0],
    [0.0, 0.0, 0.0, 0.0],
]
my_pooled = [
    [426.7, 453.1],
    [0.0, 0.0],
]
