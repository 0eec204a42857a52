# Numbers typed as text.
# points: test_by_hand = 0
# %% [by_hand]
map_0_1 = "-105,5"
map_2_0 = "185,5"
map_3_3 = "37,5"
relu_0_1 = "0"
relu_2_0 = "185,5"
pooled = "[[104; 224]; [217,5; 52,5]]"
