"""nbgrader's configuration of this course: ``nbgrader autograde ASSIGNMENT`` works in this directory."""

from __future__ import annotations

from pathlib import Path

from nbgrader.preprocessors import ClearMarkScheme, ClearOutput, IncludeHeaderFooter, LockCells

from autograder.preprocessors import configure

root = Path(__file__).resolve().parent

c = get_config()  # put here by nbgrader
c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = "convclass"
c.CourseDirectory.solution_directory = "solutions"
c.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", ".DS_Store"]

# The functions of a released notebook end with a `raise` of their own, which says what is missing.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}
# Solved notebooks are kept without outputs; nbgrader would run them.
c.GenerateSolution.preprocessors = [IncludeHeaderFooter, LockCells, ClearOutput, ClearMarkScheme]

configure(c)

# The notebooks that use Keras: the warm server imports it before the first of them.
with_keras = ["numpy", "matplotlib.pyplot", "keras"]
c.GradeInSandbox.preload = {
    "weight_init_quiz": with_keras,
    "keras_cnn": with_keras,
    "celebrity_project": with_keras,
}
with_training = {"memory_mb": 6144, "processes": 256, "disk_mb": 256, "notebook_seconds": 900.0}
c.GradeInSandbox.assignment_limits = {
    "weight_init_quiz": {"memory_mb": 4096, "processes": 256},
    "keras_cnn": {**with_training, "cell_seconds": 120.0, "call_seconds": 30.0},
    "celebrity_project": {**with_training, "cell_seconds": 300.0, "call_seconds": 60.0},
}
# What may be handed in beside the notebook: trained weights.
c.HandInExporter.allowed_files = {
    "keras_cnn": ["digits.weights.h5", "digits_history.json"],
    "celebrity_project": ["*.weights.h5", "*.keras", "*.npz"],
}

# `autograder watch` brings the leaderboard up to date after each hand-in of the team project.
c.Watch.after_grading = "leaderboard.worker.update"
c.Watch.after_grading_of = ["celebrity_project"]

# Every limit can be changed here; `nbgrader autograde --help-all` and the README list them.
# c.Limits.cell_seconds = 60.0
