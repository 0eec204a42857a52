"""What a hand-in answered on the held-out images, or why it did not, for the leaderboard: a file each time.

A hidden test records the predictions, or what was wrong with them; the grader stores that with who handed
in, when, and how large and fast the model is. The files lie in the held-out store, open to the owner only.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.datasets.heldout import HeldOut, HeldOutFaces
from autograder.errors import AutograderError
from autograder.files import replaced
from autograder.outcomes import Outcome

FloatArray = npt.NDArray[np.float64]
FOLDER = "entries"
_MOST_TOLD = 1000  # characters


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
class Failed:
    """Why a hand-in gave no predictions.

    Parameters
    ----------
    outcome
        How it ended; a `autograder.outcomes.Outcome`.
    message
        What the team is told; it may quote their own code, and nothing of the held-out images.
    """

    outcome: Outcome
    message: str


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
    work
        `digest` of what was handed in, which tells a new hand-in from one that is graded again.
    """

    assignment: str
    student: str
    team: str
    handed_in: str
    graded: str
    model_bytes: int
    heldout: str
    work: str = ""


class Entry:
    """Takes the predictions of the hand-in that is being graded; hidden tests get it as ``entry``.

    Attributes
    ----------
    predictions, failed
        What was recorded; at most one of them.
    """

    def __init__(self) -> None:
        self.predictions: Predictions | None = None
        self.failed: Failed | None = None

    @property
    def result(self) -> Predictions | Failed | None:
        """What was recorded."""
        return self.predictions or self.failed

    def fail(self, outcome: Outcome, message: str) -> None:
        """Keep why there are no predictions; the first reason counts, and none once there are some."""
        if self.result is None:
            self.failed = Failed(outcome, message[:_MOST_TOLD])

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
        self.predictions, self.failed = Predictions(rows, float(seconds)), None


def fingerprint(faces: HeldOutFaces) -> str:
    """Return a text that tells one set of held-out images from another, whatever their labels."""
    digest = hashlib.sha256("\n".join(faces.ids).encode())
    digest.update(np.ascontiguousarray(faces.images).tobytes())
    return digest.hexdigest()


def digest(files: Mapping[str, bytes]) -> str:
    """Return a text that tells what was handed in from anything else.

    Parameters
    ----------
    files
        Contents by name.
    """
    parts = [(name, hashlib.sha256(content).hexdigest()) for name, content in sorted(files.items())]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def save(store: HeldOut, about: About, result: Predictions | Failed) -> Path:
    """Store what grading a hand-in gave, beside what grading it before has given.

    Parameters
    ----------
    store
        The held-out store.
    about
        Where it comes from.
    result
        What the model answered, or why it did not.

    Returns
    -------
    pathlib.Path
        The file. Names of students and teams are not part of its name: they may hold anything.
    """
    if isinstance(result, Failed):
        arrays = {"failed": np.array(json.dumps(asdict(result)))}
    else:
        arrays = {"probabilities": result.probabilities, "seconds": np.array(result.seconds)}
    name = hashlib.sha256(json.dumps(asdict(about)).encode())
    for array in arrays.values():
        name.update(array.tobytes())
    path = store.private_folder(FOLDER) / f"{name.hexdigest()[:32]}.npz"
    with replaced(path) as file:
        np.savez_compressed(file, about=np.array(json.dumps(asdict(about))), allow_pickle=False, **arrays)
    return path


def paths(store: HeldOut) -> list[Path]:
    """Return the files of all entries, in no order that means anything."""
    return sorted(store.private_folder(FOLDER).glob("*.npz"))


def load(store: HeldOut) -> Iterator[tuple[About, Predictions | Failed]]:
    """Return all entries, the earliest first.

    Raises
    ------
    EntryUnreadable
        Names the file.
    """
    found = map(read, paths(store))
    yield from sorted(found, key=lambda entry: (entry[0].handed_in, entry[0].graded, entry[0].student))


def read(path: Path) -> tuple[About, Predictions | Failed]:
    """Return one entry.

    Raises
    ------
    EntryUnreadable
        Names the file.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            fields: dict[str, Any] = json.loads(str(archive["about"]))
            result: Predictions | Failed
            if "failed" in archive:
                told = json.loads(str(archive["failed"]))
                result = Failed(Outcome(told["outcome"]), str(told["message"]))
            else:
                result = Predictions(archive["probabilities"], float(archive["seconds"]))
        return About(**fields), result
    except (OSError, KeyError, ValueError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise EntryUnreadable(
            f"The entry {path} cannot be read ({error}); grade that hand-in again."
        ) from error
