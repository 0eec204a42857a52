"""The data card: what a set of faces is and where it comes from. One for students, one for the store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.datasets.heldout import PRIVATE, PUBLIC, HeldOutFaces
from autograder.datasets.pictures import Pictures
from autograder.datasets.split import Split

_NOTES = "Images that are nearly the same are never in two parts (found with a perceptual hash)."


def public(pictures: Pictures, parts: Split, heldout: HeldOutFaces, wanted: Sequence[int]) -> dict[str, Any]:
    """Return the students' card: of the held-out part it says only how many images there are.

    Parameters
    ----------
    pictures, parts, heldout
        The data set.
    wanted
        Training, validation and test images of each person that were asked for.
    """
    labels, names = pictures.labels, pictures.names
    held_out = np.bincount(heldout.labels, minlength=len(names))
    return {
        "source": pictures.source,
        "licence": pictures.licence,
        "names": list(names),
        "size": list(pictures.images.shape[1:]),
        "train": _counts(labels[parts.train], names),
        "validation": _counts(labels[parts.validation], names),
        "held_out": {half: int(np.sum(heldout.half == half)) for half in (PUBLIC, PRIVATE)},
        # who always gives the most frequent name: one in eight where everybody has equally many images
        "chance": int(held_out.max()) / int(held_out.sum()),
        "target": heldout.target,
        "label_noise": "unknown" if pictures.true_labels is None else "known",
        "notes": [*_about_numbers(pictures, parts, wanted), _NOTES],
    }


def private(
    pictures: Pictures, parts: Split, heldout: HeldOutFaces, near: npt.NDArray[np.int64]
) -> dict[str, Any]:
    """Return what the instructor's card has besides: each picture's origin, and what was left out and why.

    Parameters
    ----------
    pictures, parts, heldout
        The data set.
    near
        Group of near-duplicates of each picture.
    """
    chosen = {"train": parts.train, "validation": parts.validation, "held_out": parts.test}
    return {
        "hashes": {name: _sha256(pictures.images[part]) for name, part in chosen.items()},
        "held_out_per_person": _counts(heldout.labels, pictures.names),
        "unused": [origin(pictures, index) for index in parts.unused],
        "near_duplicates_left_out": [origin(pictures, index) for index in parts.dropped],
        "under_several_names": under_several_names(pictures, near),
        "problems": [list(problem) for problem in pictures.problems],
        "origins": {name: [origin(pictures, index) for index in part] for name, part in chosen.items()},
        "held_out_ids": list(heldout.ids),
    }


def origin(pictures: Pictures, index: int) -> str:
    """Return where a picture comes from."""
    if pictures.origins:
        return pictures.origins[index]
    return f"{pictures.names[pictures.labels[index]]} #{index}"


def under_several_names(pictures: Pictures, near: npt.NDArray[np.int64]) -> list[list[str]]:
    """Return the pictures that are nearly the same and bear different names, together.

    Parameters
    ----------
    pictures
        All pictures.
    near
        Group of near-duplicates of each.
    """
    found = []
    for group in np.unique(near):
        members = np.flatnonzero(near == group)
        if len(set(pictures.labels[members])) > 1:
            found.append([origin(pictures, int(index)) for index in members])
    return found


def _about_numbers(pictures: Pictures, parts: Split, wanted: Sequence[int]) -> list[str]:
    names = pictures.names
    counts = [
        tuple(_counts(pictures.labels[part], names).values())
        for part in (parts.train, parts.validation, parts.test)
    ]
    text = "/".join(map(str, wanted))
    if pictures.parts is not None:
        return [
            "The source was divided into parts already; they were kept, less what is nearly the same in two."
        ]
    if any(min(count) < number for count, number in zip(counts, wanted, strict=True)):
        return [
            f"There are not {text} images of each person for training, validation and the held-out part: the "
            "latter two have the shares of the person with the fewest images, everybody equally many; the "
            f"training part has the others, {min(counts[0])} to {max(counts[0])} of a person."
        ]
    return []


def _counts(labels: npt.NDArray[Any], names: Sequence[str]) -> dict[str, int]:
    counts = np.bincount(labels, minlength=len(names))
    return {name: int(count) for name, count in zip(names, counts, strict=True)}


def _sha256(images: npt.NDArray[np.uint8]) -> str:
    return hashlib.sha256(np.ascontiguousarray(images).tobytes()).hexdigest()
