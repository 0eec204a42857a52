# Average pooling instead of max pooling.
# points: test_by_hand = 1.5
# misconception: test_by_hand: mean for max
# %% [by_hand]
map_0_1, map_2_0, map_3_3 = -105.5, 185.5, 37.5
relu_0_1, relu_2_0 = 0, 185.5
pooled = [[(32.5 + 0 + 0 + 104) / 4, (0 + 0 + 224 + 213.5) / 4], [(185.5 + 217.5 + 54 + 31) / 4, (38.5 + 52.5 + 37.5) / 4]]
