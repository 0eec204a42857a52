# Thinks that the kernel of the slide was flipped.
# points: test_slide = 0
# %% [slide]
slide_mistake = "flipped"
