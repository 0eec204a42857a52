# Gives all the choices at once.
# points: test_slide = 0
# %% [slide]
slide_mistake = ["transposed", "flipped", "shifted", "wrong values"]
