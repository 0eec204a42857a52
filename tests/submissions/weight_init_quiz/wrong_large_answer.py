# Believes that large weights make large gradients.
# points: test_saturation = 1
# misconception: test_saturation: large weights, large gradients
# %% [large_answer]
answer_large_weights = "The gradient of most weights becomes very large, so that every step goes too far."
