# The pooling window moves one pixel at a time, so a 3x3 map comes out.
# points: test_by_hand = 1.5
# %% [by_hand]
map_0_1, map_2_0, map_3_3 = -105.5, 185.5, 37.5
relu_0_1, relu_2_0 = 0, 185.5
pooled = [[104, 224, 224], [217.5, 224, 224], [217.5, 217.5, 52.5]]
