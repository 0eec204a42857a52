# Believes that different images make units different, and that zero weights change nothing at all.
# points: test_equal = 0.5
# misconception: test_equal: different images, different units
# misconception: test_equal: no gradient anywhere
# %% [equal_answers]
answer_equal_weights = "They soon differ, since every image is different."
answer_zero_relu = "Nothing at all."
