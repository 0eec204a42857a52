"""Grades hand-ins as they come in: notices, collects, grades, answers; survives being killed at any moment."""
