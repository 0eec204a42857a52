# Did the first three tasks and stopped there.
# base: release
# points: all = 0
# points: test_by_hand = 2
# points: test_slide = 1
# points: test_own_map = 2
# %% [by_hand]
map_0_1, map_2_0, map_3_3 = -105.5, 185.5, 37.5
relu_0_1, relu_2_0 = 0.0, 185.5
pooled = [[104.0, 224.0], [217.5, 52.5]]
# %% [slide]
slide_mistake = "transposed"
# %% [own_map]
my_map = np.array([[(my_image[r : r + 3, c : c + 3] * my_kernel).sum() for c in range(4)] for r in range(4)])
my_relu = np.maximum(my_map, 0)
my_pooled = my_relu.reshape(2, 2, 2, 2).max(axis=(1, 3))
