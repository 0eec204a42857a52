"""Grades hand-ins as they come in: notices, collects, grades, answers. May be killed at any moment."""
