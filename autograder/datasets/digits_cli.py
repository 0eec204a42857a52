"""The command ``autograder data mnist``."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.datasets import digits
from autograder.datasets.heldout import DIRECTORY, HeldOut
from autograder.datasets.seeds import HIGHEST, secret_seed
from autograder.errors import AutograderError


@click.command()
@click.option(
    "--file",
    "path",
    type=click.Path(path_type=Path),
    help="An mnist.npz as Keras has it, or a folder with MNIST's four idx files.",
)
@click.option("--offline", is_flag=True, help="Take the digits that scikit-learn brings along.")
@click.option(
    "--seed",
    type=click.IntRange(0, HIGHEST),
    help=f"Decides who gets which image. By default a secret one, drawn once and kept in {DIRECTORY}/.",
)
@click.pass_obj
def mnist(course_dir: Path, path: Path | None, offline: bool, seed: int | None) -> None:
    """Prepare the handwritten digits: for the students, and others that are held out.

    Without options they are MNIST, from Keras' cache or by its download, or else scikit-learn's.
    """
    if path is not None and offline:
        raise AutograderError("--file and --offline exclude each other: choose one.")
    found = _found(path, offline)
    heldout = HeldOut(course_dir / DIRECTORY)
    if seed is None:
        seed = secret_seed(heldout, "digits")
    parts = digits.prepare(course_dir, found, seed, heldout=heldout)
    counts = [len(part.images) for part in (parts.train, parts.validation, parts.heldout)]
    click.echo(f"Source: {found.source} ({len(found.images)} images)")
    click.echo(f"{counts[0]} training, {counts[1]} validation, {counts[2]} held-out images")
    if tuple(counts) != digits.WANTED:
        wanted = ", ".join(map(str, digits.WANTED))
        click.echo(f"There are not enough for {wanted}: all three parts are smaller by the same factor.")
    for file in digits.student_files(course_dir):
        click.echo(f"Students: {file.relative_to(course_dir)}")
    click.echo(f"Held out: {DIRECTORY}/{digits.FILE}")


def _found(path: Path | None, offline: bool) -> digits.Digits:
    if path is not None:
        return digits.from_file(path)
    if offline:
        return digits.from_scikit_learn()
    try:
        return digits.from_keras()
    except digits.DigitsUnusable as error:
        click.echo(f"{error}\nTaking {digits.SCIKIT_LEARN}, instead.", err=True)
        return digits.from_scikit_learn()
