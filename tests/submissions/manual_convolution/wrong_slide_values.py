# Thinks that the values of the slide are wrong.
# points: test_slide = 0
# %% [slide]
slide_mistake = "wrong values"
