# The entries after ReLU are the entries before ReLU; the pooled map is the same by luck.
# points: test_by_hand = 1.5
# misconception: test_by_hand: ReLU skipped
# %% [by_hand]
map_0_1 = -105.5
map_2_0 = 185.5
map_3_3 = 37.5
relu_0_1 = -105.5
relu_2_0 = 185.5
pooled = [[104, 224], [217.5, 52.5]]
