# Gives the numbers of the worked example as the own ones.
# points: test_own_map = 0
# %% [own_map]
my_map = [
    [32.5, -105.5, -44.0, -60.5],
    [-105.5, 104.0, 224.0, 213.5],
    [185.5, 217.5, 38.5, 52.5],
    [54.0, 31.0, -18.0, 37.5],
]
my_relu = [[max(0, value) for value in row] for row in my_map]
my_pooled = [[104.0, 224.0], [217.5, 52.5]]
