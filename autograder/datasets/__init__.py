"""The data of the assignments: digits and faces for the students, and the held-out part for the grader."""
