"""Grades a whole class: what has to be run is run by many workers, and recorded by one process."""
