"""The command ``autograder data mnist``."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.datasets import digits
from autograder.datasets.heldout import DIRECTORY, HeldOut, HeldOutMissing
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
    "--force", is_flag=True, help="Without --file or --offline: replace digits of another source, too."
)
@click.option(
    "--seed",
    type=click.IntRange(0, HIGHEST),
    help=f"Decides who gets which image. By default a secret one, drawn once and kept in {DIRECTORY}/.",
)
@click.pass_obj
def mnist(course_dir: Path, path: Path | None, offline: bool, force: bool, seed: int | None) -> None:
    """Prepare the handwritten digits: for the students, and others that are held out.

    Without options they are MNIST, from Keras' cache or by its download, or else scikit-learn's; where there
    are digits of another source already, these stay.
    """
    if path is not None and offline:
        raise AutograderError("--file and --offline exclude each other: choose one.")
    heldout = HeldOut(course_dir / DIRECTORY)
    found, problem = _found(path, offline)
    asked_for = path is not None or offline or force
    if not asked_for and (present := _source(heldout)) not in (None, found.source):
        raise AutograderError(
            f"{problem}Nothing was changed: the digits here are {present}, and would be replaced by "
            f"{found.source}. Say --force to replace them, or name the source with --file or --offline."
        )
    if problem:
        click.echo(f"{problem}Taking {found.source}, instead.", err=True)
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


def _source(heldout: HeldOut) -> str | None:
    """What the digits are that were prepared before, or None where there are none that can be used."""
    try:
        return heldout.digits().source
    except HeldOutMissing:
        return None


def _found(path: Path | None, offline: bool) -> tuple[digits.Digits, str]:
    """Return the digits, and why they are not the first choice: an empty text where they are."""
    if path is not None:
        return digits.from_file(path), ""
    if offline:
        return digits.from_scikit_learn(), ""
    try:
        return digits.from_keras(), ""
    except digits.DigitsUnusable as error:
        return digits.from_scikit_learn(), f"{error} "
