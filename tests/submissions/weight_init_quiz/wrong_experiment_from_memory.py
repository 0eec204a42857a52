# Answers what books say, not what the curves show.
# points: test_experiment = 0
# misconception: test_experiment: no learning at all
# misconception: test_experiment: activation without effect
# misconception: test_experiment: He far ahead
# misconception: test_experiment: dropout in prediction
# %% [experiment_answers]
answer_seen_large = "It stays where it began, like the nets with equal weights."
answer_seen_activation = "The two curves lie on each other: with Glorot's weights the activation plays no role."
answer_seen_he = "He is better by more than 5 points at the end, since it was made for ReLU."
answer_seen_dropout = "Dropout is at work on the validation images only."
