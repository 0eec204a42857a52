"""The commands ``autograder data ...``: they make the files that students get, and what is held out."""

from __future__ import annotations

import click

from autograder.datasets.digits_cli import mnist
from autograder.datasets.faces_cli import faces


@click.group()
def data() -> None:
    """Prepare the data of the assignments: files for students, and a part that is held out for grading."""


data.add_command(faces)
data.add_command(mnist)
