# One slip of the pencil in one entry, carried on to ReLU.
# points: test_by_hand = 0.5
# %% [by_hand]
map_0_1 = -105.5
map_2_0 = 189.5
map_3_3 = 37.5
relu_0_1 = 0
relu_2_0 = 189.5
pooled = [[104, 224], [217.5, 52.5]]
