# Takes He's weights for Keras' default, and the truncation for the reason of the 2.
# points: test_defaults = 0
# misconception: test_defaults: he_normal by default
# misconception: test_defaults: half is cut off
# %% [default_answers]
answer_keras_default = "Truncated normal with the standard deviation sqrt(2 / fan_in)."
answer_he_factor = "The truncation takes away half of the numbers."
