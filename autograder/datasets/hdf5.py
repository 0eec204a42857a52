"""Faces from the original course's HDF5 file: X_train_8_faces, Y_train_8_faces, X_valid_8_faces, ..."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from autograder.datasets.names import PEOPLE
from autograder.datasets.photo import Images, PhotoUnusable, square
from autograder.datasets.pictures import Pictures, Steps, unseen
from autograder.datasets.split import PARTS
from autograder.errors import AutograderError

Array = npt.NDArray[Any]
Integers = npt.NDArray[np.int64]

SOURCE = "photographs from the Oxford VGG Face data set, as the course's HDF5 file has them"
LICENCE = "CC BY-NC 4.0, non-commercial research only (O. M. Parkhi, A. Vedaldi, A. Zisserman, BMVC 2015)"
_MAX_BYTES = 4 * 2**30
_SMALLEST = 8  # images with fewer rows are no images


class FileUnusable(AutograderError):
    """Raised when a file is not the course's HDF5 file."""


@dataclass(frozen=True)
class _Part:
    """The arrays of one part, not yet brought into one form."""

    name: str
    images: Array
    labels: Integers


def read(
    path: Path,
    size: int = 48,
    *,
    names: Sequence[str] = (),
    source: str = SOURCE,
    licence: str = LICENCE,
    steps: Steps = unseen,
) -> Pictures:
    """Read the file; its parts are kept.

    Parameters
    ----------
    path
        An HDF5 file with the arrays ``X_P_8_faces`` and ``Y_P_8_faces``, where P is train, valid and test.
        Images: bytes, or floats from 0 to 1 or from 0 to 255; colours in the last axis or in the second one,
        or grey; of any size. Labels: 0 to 7, or one row of eight numbers each, with a 1 in one column.
    size
        Height and width that the images are brought to.
    names
        The eight people in the order of the labels, which the file does not name.
    source, licence
        For the data card.
    steps
        Progress.

    Raises
    ------
    FileUnusable
        Says what is there, and what was expected.
    """
    if names and len(set(names)) != PEOPLE:
        raise FileUnusable(
            f"The file is about {PEOPLE} people in the order of its labels: give --person {PEOPLE} times."
        )
    parts = _parts(path)
    scale = _scale(parts, path)
    advance = steps("Reading images", sum(len(part.images) for part in parts))
    images: list[Images] = []
    labels: list[int] = []
    origins: list[str] = []
    of_part: list[str] = []
    problems: list[tuple[str, str]] = []
    for part in parts:
        for index, (image, label) in enumerate(zip(part.images, part.labels, strict=True)):
            origin = f"{part.name} {index}"
            pixels = np.clip(np.round(image.astype(np.float64) * scale), 0, 255).astype(np.uint8)
            try:
                images.append(square(Image.fromarray(pixels), size))
            except PhotoUnusable as error:
                problems.append((origin, str(error)))
            else:
                labels.append(int(label))
                origins.append(origin)
                of_part.append(part.name)
            advance()
    if not images:
        raise FileUnusable(f"{path}: each of its images shows one colour only.")
    return Pictures(
        images=np.stack(images),
        labels=np.array(labels),
        names=tuple(names) or tuple(f"Person {number}" for number in range(PEOPLE)),
        source=source,
        licence=licence,
        origins=tuple(origins),
        parts=tuple(of_part),
        problems=tuple(problems),
    )


def _parts(path: Path) -> list[_Part]:
    import h5py  # only this needs it

    if not path.is_file():
        raise FileUnusable(f"There is no file {path}.")
    try:
        with h5py.File(path, "r") as file:
            return [_part(file, part, path) for part in PARTS]
    except OSError as error:
        raise FileUnusable(f"{path} is no HDF5 file that can be read ({error}).") from error


def _part(file: Any, part: str, path: Path) -> _Part:
    images = _array(file, f"X_{part}_8_faces", path)
    labels = _array(file, f"Y_{part}_8_faces", path)
    images = _channels_last(images, f"X_{part}_8_faces of {path}")
    numbers = _numbers(labels, f"Y_{part}_8_faces of {path}")
    if len(images) != len(numbers):
        raise FileUnusable(f"{path} has {len(images)} images and {len(numbers)} labels in its {part} part.")
    return _Part(part, images, numbers)


def _array(file: Any, name: str, path: Path) -> Array:
    import h5py

    found = file.get(name)
    if not isinstance(found, h5py.Dataset):
        raise FileUnusable(f"{path} has no array {name}; it has: {', '.join(sorted(file)) or 'nothing'}.")
    if found.dtype.kind not in "buif":
        raise FileUnusable(f"{name} of {path} holds no numbers, but {found.dtype}.")
    if found.size * found.dtype.itemsize > _MAX_BYTES:  # a compressed file can claim to hold anything
        raise FileUnusable(
            f"{name} of {path} has the shape {found.shape}: too large for a data set of faces."
        )
    return np.asarray(found[()])


def _channels_last(images: Array, name: str) -> Array:
    """Images as (n, height, width, 3), or (n, height, width) where they are grey."""
    shape = images.shape
    if images.ndim == 4 and shape[-1] in (1, 3):
        images = images if shape[-1] == 3 else images[..., 0]
    elif images.ndim == 4 and shape[1] in (1, 3):
        images = np.moveaxis(images, 1, -1) if shape[1] == 3 else images[:, 0]
    elif images.ndim != 3:
        raise FileUnusable(
            f"{name} has the shape {shape}; expected (n, height, width, 3) or (n, 3, height, width)."
        )
    if len(images) == 0 or min(images.shape[1:3]) < _SMALLEST:
        raise FileUnusable(f"{name} has the shape {shape}: no images of at least {_SMALLEST}x{_SMALLEST}.")
    if images.ndim == 3:
        images = np.repeat(images[..., None], 3, axis=-1)
    return images


def _numbers(labels: Array, name: str) -> Integers:
    """Labels as (n,), from 0 to 7."""
    if labels.ndim == 2 and labels.shape[1] == PEOPLE:
        is_one_hot = np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) == 1).all()
        if not is_one_hot:
            raise FileUnusable(f"{name} has rows of {PEOPLE} numbers, but not all have one 1 and else 0.")
        return np.asarray(labels.argmax(axis=1), dtype=np.int64)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1:
        raise FileUnusable(f"{name} has the shape {labels.shape}; expected (n,) or (n, {PEOPLE}).")
    if not np.isin(labels, range(PEOPLE)).all():
        raise FileUnusable(
            f"{name} has labels from {labels.min()} to {labels.max()}; expected whole numbers from 0 to "
            f"{PEOPLE - 1}."
        )
    return labels.astype(np.int64)


def _scale(parts: Sequence[_Part], path: Path) -> float:
    """What pixel values are multiplied with: the same for all images, since a dark one has no 255."""
    low = float(np.min([part.images.min() for part in parts]))
    high = float(np.max([part.images.max() for part in parts]))
    if not (low >= 0 and high <= 255):  # a NaN is neither
        raise FileUnusable(
            f"{path} has pixel values from {low:g} to {high:g}; expected 0 to 255, or 0 to 1. Were the "
            "images standardised? Take the file from before."
        )
    is_fraction = high <= 1 and any(part.images.dtype.kind == "f" for part in parts)
    return 255.0 if is_fraction else 1.0
