# The kernel is turned by 180 degrees before it is laid on the image.
# points: test_by_hand = 0
# misconception: test_by_hand: kernel flipped
# %% [by_hand]
turned = kernel[::-1, ::-1]
flipped_map = np.array([[(image[r : r + 3, c : c + 3] * turned).sum() for c in range(4)] for r in range(4)])
map_0_1, map_2_0, map_3_3 = flipped_map[0, 1], flipped_map[2, 0], flipped_map[3, 3]
relu_0_1, relu_2_0 = max(map_0_1, 0), max(map_2_0, 0)
pooled = np.maximum(flipped_map, 0).reshape(2, 2, 2, 2).max(axis=(1, 3))
