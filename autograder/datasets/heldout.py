"""The private store of held-out images and labels: written by ``autograder data``, read by the grader.

It lies outside of everything that students get, is open to the owner only (mode 0700), and is left out
by git. No sandbox ever sees it: the grader hands images into a sandbox, never labels.
"""

from __future__ import annotations

import functools
import hashlib
import json
import stat
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.errors import AutograderError
from autograder.files import replaced

Array = npt.NDArray[Any]
Integers = npt.NDArray[np.int64]
DIRECTORY = "heldout"
PUBLIC, PRIVATE = "public", "private"


class HeldOutMissing(AutograderError):
    """Raised when held-out data is not there, or cannot be used."""


@dataclass(frozen=True)
class HeldOutDigits:
    """Digits that no student has.

    Parameters
    ----------
    images
        uint8, shape (n, 28, 28).
    labels
        int64, shape (n,), 0 to 9.
    source
        Where they come from, in words.
    """

    images: npt.NDArray[np.uint8]
    labels: Integers
    source: str


@dataclass(frozen=True)
class HeldOutFaces:
    """Faces that no student has, and what else the grader needs to know of the data set.

    Parameters
    ----------
    images
        uint8, shape (n, height, width, 3).
    labels
        int64, shape (n,): 0 to 7, as the data set states them, some of them wrongly.
    true_labels
        int64, shape (n,): who is really shown, -1 where that is not known.
    half
        Text, shape (n,): ``"public"`` or ``"private"``.
    ids
        A random name for each image; it never changes and says nothing about the image.
    names
        The eight people.
    validation_images, validation_labels
        The validation part that the students have.
    noisy_train
        bool, one per training image of the students: whether its label is wrong. None: not known.
    target
        Accuracy that gives all points.
    """

    images: npt.NDArray[np.uint8]
    labels: Integers
    true_labels: Integers
    half: npt.NDArray[np.str_]
    ids: tuple[str, ...]
    names: tuple[str, ...]
    validation_images: npt.NDArray[np.uint8]
    validation_labels: Integers
    noisy_train: npt.NDArray[np.bool_] | None
    target: float


class HeldOut:
    """The store of one course.

    Parameters
    ----------
    directory
        Its folder; it need not exist before something is written.

    Attributes
    ----------
    read
        Names of the files that were read through this object.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.read: set[str] = set()

    def digits(self) -> HeldOutDigits:
        """Return the held-out digits.

        Raises
        ------
        HeldOutMissing
        """
        arrays = self._read("digits.npz", ("X_test", "y_test", "source"), "autograder data mnist")
        return HeldOutDigits(
            images=arrays["X_test"], labels=arrays["y_test"].astype(np.int64), source=str(arrays["source"])
        )

    def faces(self) -> HeldOutFaces:
        """Return the held-out faces.

        Raises
        ------
        HeldOutMissing
        """
        names = ("X_test", "y_test", "true_test", "half", "ids", "names", "X_val", "y_val")
        arrays = self._read("faces.npz", (*names, "noisy_train", "target"), "autograder data faces")
        noisy = arrays["noisy_train"]
        return HeldOutFaces(
            images=arrays["X_test"],
            labels=arrays["y_test"].astype(np.int64),
            true_labels=arrays["true_test"].astype(np.int64),
            half=arrays["half"],
            ids=tuple(map(str, arrays["ids"])),
            names=tuple(map(str, arrays["names"])),
            validation_images=arrays["X_val"],
            validation_labels=arrays["y_val"].astype(np.int64),
            noisy_train=noisy.astype(np.bool_) if noisy.size else None,
            target=float(arrays["target"]),
        )

    def write_digits(self, digits: HeldOutDigits) -> None:
        """Store the held-out digits in place of those that are there."""
        self._write("digits.npz", X_test=digits.images, y_test=digits.labels, source=np.array(digits.source))

    def write_faces(self, faces: HeldOutFaces, card: Mapping[str, Any]) -> None:
        """Store the held-out faces in place of those that are there, with the private data card."""
        noisy = faces.noisy_train
        self.write_text("faces.json", json.dumps(dict(card), indent=2) + "\n")
        self._write(
            "faces.npz",
            X_test=faces.images,
            y_test=faces.labels,
            true_test=faces.true_labels,
            half=faces.half,
            ids=np.array(faces.ids),
            names=np.array(faces.names),
            X_val=faces.validation_images,
            y_val=faces.validation_labels,
            noisy_train=np.zeros(0, dtype=np.bool_) if noisy is None else noisy,
            target=np.array(faces.target),
        )

    def write_text(self, name: str, text: str) -> None:
        """Store a text file, in place of the one that is there."""
        with replaced(self.private_folder() / name) as file:
            file.write(text.encode())

    def digest(self, names: Iterable[str]) -> str:
        """Return a text that tells the content of some files from any other; empty where there are none.

        Parameters
        ----------
        names
            Of files that are there.
        """
        found = {}
        for name in sorted(names):
            found[name] = _digest(self.directory / name, _state(self.directory / name))
        return hashlib.sha256(json.dumps(found).encode()).hexdigest() if found else ""

    def private_folder(self, *names: str) -> Path:
        """Return the store, or a folder in it, made if needed and closed to everybody else."""
        folder = self.directory
        for name in ("", *names):
            folder = folder / name
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if stat.S_IMODE(folder.stat().st_mode) != 0o700:
                folder.chmod(0o700)
        return folder

    def _read(self, name: str, wanted: tuple[str, ...], command: str) -> dict[str, Array]:
        path = self.directory / name
        self.read.add(name)
        try:
            return _arrays(path, _state(path), wanted)
        except FileNotFoundError:
            raise HeldOutMissing(f"There is no {path}; make the data with '{command}'.") from None
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise HeldOutMissing(
                f"{path} cannot be used ({' '.join(str(error).split())}); make it anew with '{command}'."
            ) from error

    def _write(self, name: str, **arrays: Any) -> None:
        with replaced(self.private_folder() / name) as file:
            np.savez_compressed(file, **arrays)


def _state(path: Path) -> tuple[int, int, int]:
    """Return what changes where a file is written or replaced."""
    info = path.stat()
    return info.st_mtime_ns, info.st_size, info.st_ino


@functools.lru_cache(maxsize=2)
def _arrays(path: Path, changed: tuple[int, int, int], wanted: tuple[str, ...]) -> dict[str, Array]:
    """Unpack a file; once, since several tests of each hand-in ask for it. Nobody may change what comes."""
    with np.load(path, allow_pickle=False) as archive:
        arrays = {key: archive[key] for key in wanted}
    for array in arrays.values():
        array.flags.writeable = False
    return arrays


@functools.lru_cache(maxsize=32)
def _digest(path: Path, changed: tuple[int, int, int]) -> str:
    """Digest a file; once, since every hand-in of a class is graded with it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
