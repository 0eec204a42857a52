"""The list of training images that a team takes for mislabelled, scored by its precision."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from autograder.comparison import NotNumbers, as_array
from autograder.datasets.heldout import HeldOut
from autograder.hidden import celebrity_project_misconceptions as wrong
from autograder.outcomes import Failure, Misconception, Outcome
from autograder.student import Student

IntArray = npt.NDArray[np.int64]

_VALIDATION_PER_SUSPECT = 8


def wanted(validation_images: int) -> int:
    """Return how many suspects count: one for 8 validation images, as the notebook says."""
    return max(1, validation_images // _VALIDATION_PER_SUSPECT)


def check_suspects(student: Student, heldout: HeldOut, precision: float | None) -> None:
    """Check the list, and how many of its first images are mislabelled.

    Parameters
    ----------
    student
        Whose list it is.
    heldout
        Knows which labels are wrong; or not, and then any list of the right form passes.
    precision
        Share of wrong labels among the first suspects that is asked for; None: the form alone counts.

    Raises
    ------
    Failure
        It says whether the share is reached, but not which suspects are right.
    """
    faces = heldout.faces()
    count = wanted(len(faces.validation_images))
    noisy = faces.noisy_train
    suspects = _read(student.get("suspects"), count, None if noisy is None else len(noisy))
    if precision is None or noisy is None or _share(noisy, suspects[:count]) >= precision - 1e-9:
        return
    needed = math.ceil(precision * count - 1e-9)
    raise Failure(
        Outcome.WRONG,
        f"Not reached: this step asks for {needed} wrong labels among the first {count} suspects.",
        misconception=_recognise(noisy, suspects, count, precision),
    )


def _share(noisy: npt.NDArray[np.bool_], suspects: IntArray) -> float:
    """Return the share of wrong labels; indices that do not exist count as right ones."""
    exists = (suspects >= 0) & (suspects < len(noisy))
    return float(noisy[suspects[exists]].sum() / len(suspects))


def _recognise(
    noisy: npt.NDArray[np.bool_], suspects: IntArray, count: int, precision: float
) -> Misconception | None:
    if len(suspects) >= 2 * count and _share(noisy, suspects[-count:]) >= precision:
        return wrong.WRONG_END
    return wrong.INDEX_FROM_ONE if _share(noisy, suspects[:count] - 1) >= precision else None


def _read(value: object, count: int, images: int | None) -> IntArray:
    if value is None:
        raise Failure(Outcome.WRONG, "`suspects` has no value yet (it is None).")
    try:
        array = as_array(value)
    except NotNumbers as error:
        raise Failure(Outcome.WRONG, f"`suspects` should be a list of indices, but is {error}.") from None
    if array.ndim != 1:
        text = f"`suspects` should be a plain list of indices, but has the shape {array.shape}."
        raise Failure(Outcome.WRONG, text)
    if images not in (None, 2) and len(array) == images and np.isin(array, (0, 1)).all():
        raise Failure(Outcome.WRONG, "`suspects` should be a list of indices.", misconception=wrong.MASK)
    if not np.isfinite(array).all() or (array != np.floor(array)).any():
        raise Failure(Outcome.WRONG, "`suspects` should hold whole numbers: indices of training images.")
    if len(array) < count:
        text = f"`suspects` holds {len(array)} indices. It should hold at least {count}."
        raise Failure(Outcome.WRONG, text)
    if array.min() < 0 or (images is not None and array.max() > images):
        last = "" if images is None else f" to {images - 1}"
        text = f"`suspects` holds numbers from {array.min():g} to {array.max():g}. Indices go from 0{last}."
        raise Failure(Outcome.WRONG, text)
    if len(np.unique(array)) < len(array):
        raise Failure(Outcome.WRONG, "`suspects` names an image more than once.")
    return array.astype(np.int64)
