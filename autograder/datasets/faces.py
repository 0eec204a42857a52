"""Makes the data set of the team project from any source of pictures: files for students, and held-out ones.

The students get training and validation images with their labels. The test images, their labels and what
is known of wrong labels go to the held-out store. Both get a data card; that of the students says nothing
of the held-out images but how many there are.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder import entries
from autograder.datasets import card, similarity
from autograder.datasets.heldout import HeldOut, HeldOutFaces, HeldOutMissing
from autograder.datasets.pictures import Pictures
from autograder.datasets.split import WANTED, Split, check_everybody, halves, keep, split, with_validation
from autograder.errors import AutograderError
from autograder.files import replaced

ASSIGNMENT = "celebrity_project"
FILE, CARD = "faces.npz", "faces.json"


class FacesUnusable(AutograderError):
    """Raised when a data set cannot be made, or would take the place of one that is in use."""


@dataclass(frozen=True)
class DataSet:
    """A data set, ready to be written.

    Parameters
    ----------
    pictures
        All pictures of the source.
    parts
        Which of them are in which part.
    heldout
        What the grader keeps.
    public_card, private_card
        What the students and the instructor read about it.
    """

    pictures: Pictures
    parts: Split
    heldout: HeldOutFaces
    public_card: dict[str, Any]
    private_card: dict[str, Any]


def make(
    pictures: Pictures,
    seed: int,
    *,
    target: float,
    wanted: Sequence[int] = WANTED,
    made_from: Mapping[str, Any] | None = None,
) -> DataSet:
    """Split pictures and describe the result; writes nothing.

    Parameters
    ----------
    pictures
        From any source.
    seed
        Secret: decides who gets which picture and the order of everything.
    target
        Accuracy on held-out images that gives all points, above chance.
    wanted
        Training, validation and test images of each person.
    made_from
        What was asked for, for the private card; see `check_unused`.

    Raises
    ------
    TooFewPictures
        Where somebody has too few.
    FacesUnusable
        When the target is not above chance.
    """
    chance = 1 / len(pictures.names)
    if not chance < target <= 1:
        raise FacesUnusable(f"The target must be above chance ({chance:.3f}) and at most 1, not {target:g}.")
    near = similarity.groups(pictures.images)
    if pictures.parts is None:
        parts = split(pictures.labels, near, pictures.names, seed, wanted)
    else:
        given = with_validation(pictures.parts, pictures.labels, near, seed, wanted)
        parts = keep(given, near, seed)
    check_everybody(parts, pictures.labels, pictures.names)
    test = parts.test
    true = pictures.true_labels
    rng = np.random.default_rng([seed, 1])
    heldout = HeldOutFaces(
        images=pictures.images[test],
        labels=pictures.labels[test],
        true_labels=np.full(len(test), -1) if true is None else true[test],
        half=halves(pictures.labels[test], seed),
        ids=tuple(rng.bytes(8).hex() for _ in test),
        names=pictures.names,
        validation_images=pictures.images[parts.validation],
        validation_labels=pictures.labels[parts.validation],
        noisy_train=None if true is None else true[parts.train] != pictures.labels[parts.train],
        target=target,
    )
    public = card.public(pictures, parts, heldout, wanted)
    private = card.private(pictures, parts, heldout, near)
    return DataSet(
        pictures,
        parts,
        heldout,
        public,
        {**public, "seed": seed, "made_from": dict(made_from or {}), **private},
    )


def course_folders(root: Path) -> list[Path]:
    """Return the folders of a course that hold the students' files: as edited and, if there, as released.

    Raises
    ------
    FacesUnusable
        When there is none.
    """
    candidates = [root / stage / ASSIGNMENT for stage in ("source", "release")]
    found = [folder for folder in candidates if folder.is_dir()]
    if not found:
        raise FacesUnusable(
            f"{root} has no assignment {ASSIGNMENT} in source/: change to the course directory, or name it "
            "with --course-dir."
        )
    return found


def write(data: DataSet, root: Path, store: HeldOut, *, force: bool = False) -> list[Path]:
    """Write a data set: the students' files beside the notebook, the rest to the held-out store.

    Writing the same data set again is harmless. Another one takes the place of one that is there only by
    force: entries that were made with the old images would have no labels any more.

    Parameters
    ----------
    data
        The data set.
    root
        The course directory.
    store
        Its held-out store.
    force
        Whether to replace another data set.

    Returns
    -------
    list of pathlib.Path
        The students' files.

    Raises
    ------
    FacesUnusable
        When the course has no such assignment, or another data set is there.
    """
    where = course_folders(root)
    if not force and _other_there(data, store):
        raise FacesUnusable(_refusal(store))
    train, validation = data.parts.train, data.parts.validation
    written = []
    with contextlib.ExitStack() as files:  # all are complete before the first one takes its place
        for folder in where:
            file = files.enter_context(replaced(folder / FILE, mode=0o644))
            np.savez_compressed(
                file,
                X_train=data.pictures.images[train],
                y_train=data.pictures.labels[train].astype(np.uint8),
                X_val=data.pictures.images[validation],
                y_val=data.pictures.labels[validation].astype(np.uint8),
                names=np.array(data.pictures.names),
            )
            file = files.enter_context(replaced(folder / CARD, mode=0o644))
            file.write((json.dumps(data.public_card, indent=2, ensure_ascii=False) + "\n").encode())
            written += [folder / FILE, folder / CARD]
        store.write_faces(data.heldout, data.private_card)
    return written


def check_unused(store: HeldOut, made_from: Mapping[str, Any]) -> None:
    """Refuse, before hours of work, to replace a data set that was made from something else.

    Parameters
    ----------
    store
        The held-out store.
    made_from
        What is asked for now. The same as before is allowed: it makes the same data set again.

    Raises
    ------
    FacesUnusable
    """
    try:
        store.faces()
        before = json.loads((store.directory / CARD).read_text(encoding="utf-8")).get("made_from")
    except (HeldOutMissing, OSError, ValueError, AttributeError):
        return  # what is there is looked at again before it is replaced
    if before != json.loads(json.dumps(dict(made_from))):
        raise FacesUnusable(_refusal(store))


def check_private(root: Path, path: Path) -> None:
    """Refuse pictures that lie where students get everything.

    Parameters
    ----------
    root
        The course directory.
    path
        A file or folder with pictures.

    Raises
    ------
    FacesUnusable
    """
    for stage in ("source", "release"):
        if path.resolve().is_relative_to((root / stage).resolve()):
            raise FacesUnusable(
                f"{path} lies in {stage}/, so that students would get all pictures, the held-out ones too: "
                "move it out of the course directory."
            )


def _other_there(data: DataSet, store: HeldOut) -> bool:
    try:
        there = store.faces()
    except HeldOutMissing:
        return (store.directory / FILE).exists()
    return entries.fingerprint(there) != entries.fingerprint(data.heldout)


def _refusal(store: HeldOut) -> str:
    folder = store.directory / entries.FOLDER
    count = len(list(folder.glob("*.npz"))) if folder.is_dir() else 0
    return (
        f"{store.directory} holds another set of faces ({count} entries refer to it), and students may "
        "have its files. Use --force to replace it all the same."
    )
