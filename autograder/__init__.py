"""Grades Jupyter notebooks from outside: the student's code runs in a sandbox, the verdict is made here."""
