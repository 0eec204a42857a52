"""JupyterHub for a course: what jupyterhub_config.py calls, and the command ``autograder hub``."""

from __future__ import annotations

from autograder.hub.classroom import Classroom, names_in
from autograder.hub.configuration import configure
from autograder.hub.demo import configure_demo

__all__ = ["Classroom", "configure", "configure_demo", "names_in"]
