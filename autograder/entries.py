"""What a hand-in answered on the held-out images, stored for the leaderboard: one file an entry.

A hidden test records the predictions; the grader stores them with who handed in, when, and how large
and fast the model is. The files lie in the held-out store, open to the owner only.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.datasets.heldout import HeldOut, HeldOutFaces
from autograder.errors import AutograderError
from autograder.files import replaced

FloatArray = npt.NDArray[np.float64]
FOLDER = "entries"


class EntryUnreadable(AutograderError):
    """Raised when a stored entry cannot be read."""


@dataclass(frozen=True)
class Predictions:
    """What a model answered.

    Parameters
    ----------
    probabilities
        float64, shape (n, 8): one row per held-out image, in the order of the store.
    seconds
        How long the model took for all of them.
    """

    probabilities: FloatArray
    seconds: float


@dataclass(frozen=True)
class About:
    """Where an entry comes from.

    Parameters
    ----------
    assignment, student, team
        Whose hand-in it is; a student without a team is a team of their own.
    handed_in
        When, in ISO format; empty where the hand-in has no time stamp.
    graded
        When it was graded, in ISO format.
    model_bytes
        Size of the files that were handed in beside the notebook.
    heldout
        `fingerprint` of the images that were predicted.
    """

    assignment: str
    student: str
    team: str
    handed_in: str
    graded: str
    model_bytes: int
    heldout: str


class Entry:
    """Takes the predictions of the hand-in that is being graded; hidden tests get it as ``entry``."""

    def __init__(self) -> None:
        self.predictions: Predictions | None = None

    def record(self, probabilities: npt.ArrayLike, seconds: float) -> None:
        """Keep the predictions of this hand-in.

        Parameters
        ----------
        probabilities
            Shape (n, classes): finite rows that sum to one, in the order of the held-out store.
        seconds
            How long the model took.

        Raises
        ------
        ValueError
            When they are anything else: the hidden test has to look before.
        """
        rows = np.asarray(probabilities, dtype=np.float64)
        if rows.ndim != 2 or not np.isfinite(rows).all() or not np.allclose(rows.sum(axis=1), 1, atol=1e-6):
            raise ValueError("predictions must be finite rows that sum to one")
        self.predictions = Predictions(rows, float(seconds))


def fingerprint(faces: HeldOutFaces) -> str:
    """Return a text that tells one set of held-out images from another, whatever their labels."""
    digest = hashlib.sha256("\n".join(faces.ids).encode())
    digest.update(np.ascontiguousarray(faces.images).tobytes())
    return digest.hexdigest()


def save(store: HeldOut, about: About, predictions: Predictions) -> Path:
    """Store an entry; grading the same hand-in again replaces it.

    Parameters
    ----------
    store
        The held-out store.
    about
        Where it comes from.
    predictions
        What the model answered.

    Returns
    -------
    pathlib.Path
        The file. Names of students and teams are not part of its name: they may hold anything.
    """
    folder = store.private_folder(FOLDER)
    same = (about.assignment, about.student, about.handed_in, about.heldout)
    path = folder / f"{hashlib.sha256(json.dumps(same).encode()).hexdigest()[:32]}.npz"
    with replaced(path) as file:
        np.savez_compressed(
            file,
            probabilities=predictions.probabilities,
            seconds=np.array(predictions.seconds),
            about=np.array(json.dumps(asdict(about))),
        )
    return path


def load(store: HeldOut) -> Iterator[tuple[About, Predictions]]:
    """Return all entries, the earliest first.

    Raises
    ------
    EntryUnreadable
        Names the file.
    """
    found = [_load(path) for path in store.private_folder(FOLDER).glob("*.npz")]
    yield from sorted(found, key=lambda entry: (entry[0].handed_in, entry[0].graded, entry[0].student))


def _load(path: Path) -> tuple[About, Predictions]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            fields: dict[str, Any] = json.loads(str(archive["about"]))
            predictions = Predictions(archive["probabilities"], float(archive["seconds"]))
        return About(**fields), predictions
    except (OSError, KeyError, ValueError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise EntryUnreadable(
            f"The entry {path} cannot be read ({error}); grade that hand-in again."
        ) from error
