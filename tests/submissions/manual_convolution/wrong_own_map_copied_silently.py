# Copied the neighbour's numbers without his name: nothing tells whose they are.
# points: test_own_map = 0
# student: greta.lang
# %% [own_map]
my_map = [
    [339.1, 330.8, 342.8, 311.5],
    [399.5, 363.5, 341.0, 316.7],
    [-234.4, -252.1, -293.3, -306.8],
    [-340.8, -316.2, -291.1, -263.4],
]
my_relu = [
    [339.1, 330.8, 342.8, 311.5],
    [399.5, 363.5, 341.0, 316.7],
    [0.0, 0.0, 0.0, 0.0],
    [0.0, 0.0, 0.0, 0.0],
]
my_pooled = [
    [399.5, 342.8],
    [0.0, 0.0],
]
