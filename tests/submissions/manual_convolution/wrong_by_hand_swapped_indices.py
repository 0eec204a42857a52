# Reads map_2_0 as column 2, row 0.
# points: test_by_hand = 0.5
# misconception: test_by_hand: map transposed
# %% [by_hand]
map_0_1 = -105.5
map_2_0 = -44.0
map_3_3 = 37.5
relu_0_1 = 0
relu_2_0 = 0
pooled = [[104, 224], [217.5, 52.5]]
