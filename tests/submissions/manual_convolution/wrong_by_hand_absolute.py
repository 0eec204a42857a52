# ReLU as the absolute value.
# points: test_by_hand = 1
# misconception: test_by_hand: absolute value for ReLU
# %% [by_hand]
map_0_1 = -105.5
map_2_0 = 185.5
map_3_3 = 37.5
relu_0_1 = 105.5
relu_2_0 = 185.5
pooled = [[105.5, 224], [217.5, 52.5]]
