"""What a team's `predict` answers: read, checked for its form, and asked for in ways that show its habits.

First the validation images, which the students have: here messages say what the code said. Then, once, the
held-out images, mixed with validation images. Of that nothing comes out but fixed texts, and the notebook's
process is ended, so that nothing it has seen can come out later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autograder.comparison import FloatArray, NotNumbers, as_array
from autograder.datasets.heldout import PUBLIC, HeldOut, HeldOutFaces
from autograder.entries import Entry
from autograder.hidden import celebrity_project_misconceptions as wrong
from autograder.hidden.celebrity_project_functions import PEOPLE
from autograder.once import Once
from autograder.outcomes import Failure, Misconception, Outcome
from autograder.properties import NO_RETURN
from autograder.student import Answer, Call, Opaque, Student

STEPS = 6
"""From chance to the target."""

SUM_TOLERANCE = 0.01
"""How far a row's sum may be from one: enough for probabilities in float16."""
SAME = 0.01
"""Probabilities of an image may differ by this much from one batch to another, for rounding errors."""
ODD_SHARE = 0.01
"""This share of the images may differ by more: a label on the edge can turn over by rounding alone."""

_SMALL, _LARGE = (1, 7), 64  # sizes of the batches
_KNOWN_SHARE = 4  # one in so many validation images comes along with the held-out ones

_NOT_ASKED = (
    "The held-out images were not shown to `predict`, since it did not answer the validation images in the "
    "right form: see Task 4."
)
_NO_ANSWER = "`predict` answered the validation images, but gave no answer to some batch of held-out images."
_OTHER_FORM = (
    "`predict` answered the validation images in the right form, but not some batch of held-out images."
)
_NOT_SAME = (
    "Among other images, an image did not keep its answer: a validation image got another one than before, "
    "or an image that came twice got two different ones."
)

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Judged:
    """What the held-out images showed.

    Parameters
    ----------
    right
        Share of the public half that is answered rightly, in both rounds.
    chance
        Share that is right for who always says the most frequent name.
    target
        Accuracy for all points.
    is_steady
        Whether all images kept their answers.
    """

    right: float
    chance: float
    target: float
    is_steady: bool

    def threshold(self, step: int) -> float:
        """Return the accuracy that a step asks for, from 1 to `STEPS`."""
        return self.chance + step / STEPS * (self.target - self.chance)


# the form of an answer


def read_rows(answer: Answer, count: int) -> FloatArray:
    """Return what `predict` answered, as probabilities.

    Parameters
    ----------
    answer
        Hostile: anything.
    count
        Number of images that were asked for.

    Returns
    -------
    ndarray of float64, shape (count, 8)
        Rows that sum to one. Labels become rows with a single one.

    Raises
    ------
    Failure
        When the call failed, or its answer has not the right form.
    """
    value = answer.returned()
    if value is None:
        raise Failure(Outcome.WRONG, "predict returned None.", misconception=NO_RETURN)
    if isinstance(value, Opaque):
        if value.type_name.startswith("array of <U"):  # numpy's texts are no plain data
            raise Failure(Outcome.WRONG, "predict returned an array of texts.", misconception=wrong.NAMES)
        raise Failure(
            Outcome.WRONG,
            f"predict returned an object of type {value.type_name}. Turn it into an array with np.asarray.",
        )
    try:
        array = as_array(value)
    except NotNumbers as error:
        named = wrong.NAMES if _holds_text(value) else None
        text = f"predict must return numbers, but it returned {error}."
        raise Failure(Outcome.WRONG, text, misconception=named) from None
    if array.shape in ((count,), (count, 1)):
        return _from_labels(array.reshape(count))
    if array.shape != (count, PEOPLE):
        raise _wrong_shape(array.shape, count)
    return _from_probabilities(array)


def _holds_text(value: object) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "US"
    return isinstance(value, list | tuple) and any(isinstance(item, str) for item in value[:1])


def _wrong_shape(shape: tuple[int, ...], count: int) -> Failure:
    named: Misconception | None = None
    if count == 1 and shape in ((), (PEOPLE,)):
        named = wrong.BATCH_DROPPED
    elif shape in ((PEOPLE,), (1, PEOPLE)):
        named = wrong.ONE_ROW_FOR_ALL
    elif shape == (PEOPLE, count):
        named = wrong.WRONG_AXIS
    images = "1 image" if count == 1 else f"{count} images"
    text = (
        f"For {images}, predict returned an array of shape {shape}. Its shape should be ({count}, {PEOPLE}) "
        f"for probabilities, or ({count},) for labels."
    )
    return Failure(Outcome.WRONG, text, misconception=named)


def _from_labels(labels: FloatArray) -> FloatArray:
    if not np.isfinite(labels).all() or (labels != np.floor(labels)).any():
        raise Failure(
            Outcome.WRONG, "predict returned one number for each image, but not whole numbers from 0 to 7."
        )
    if labels.min() < 0 or labels.max() > PEOPLE - 1:
        named = wrong.COUNTED_FROM_ONE if labels.min() >= 1 and labels.max() == PEOPLE else None
        text = f"predict returned labels from {labels.min():g} to {labels.max():g}, instead of 0 to 7."
        raise Failure(Outcome.WRONG, text, misconception=named)
    return np.eye(PEOPLE)[labels.astype(np.int64)]


def _from_probabilities(rows: FloatArray) -> FloatArray:
    if not np.isfinite(rows).all():
        count = int((~np.isfinite(rows)).any(axis=1).sum())
        text = f"{count} of {len(rows)} rows hold values that are not numbers (nan) or not finite (inf)."
        raise Failure(Outcome.WRONG, text)
    with np.errstate(all="ignore"):
        sums = rows.sum(axis=1)
        if (rows < -1e-6).any() or not (np.abs(sums - 1) <= SUM_TOLERANCE).all():
            text = (
                f"The rows are no probabilities: their values go from {rows.min():.4g} to {rows.max():.4g}, "
                f"their sums from {sums.min():.4g} to {sums.max():.4g}."
            )
            raise Failure(Outcome.WRONG, text, misconception=_no_probabilities(rows, sums))
    rows = rows.clip(0)
    normalised: FloatArray = rows / rows.sum(axis=1, keepdims=True)
    return normalised


def _no_probabilities(rows: FloatArray, sums: FloatArray) -> Misconception:
    if (rows >= 0).all() and np.allclose(sums, 100, rtol=SUM_TOLERANCE):
        return wrong.PERCENT
    if (rows <= 0).all() and np.allclose(np.exp(rows).sum(axis=1), 1, atol=SUM_TOLERANCE):
        return wrong.LOGARITHMS
    for decimals in (1, 2):
        rounded = np.allclose(rows, rows.round(decimals), rtol=0, atol=1e-6)
        if rounded and (np.abs(sums - 1) <= PEOPLE / 2 * 10.0**-decimals + 1e-6).all():
            return wrong.ROUNDED
    return wrong.NO_SOFTMAX


# asking


def batches(count: int, generator: np.random.Generator) -> list[IntArray]:
    """Split the numbers below `count`, shuffled, into batches: a single one, a few, and larger ones.

    The sizes are the same each time, since Keras prepares itself anew for each size that it has not seen.
    """
    cuts = np.arange(sum(_SMALL), count, _LARGE)
    return [part for part in np.split(generator.permutation(count), [_SMALL[0], *cuts]) if len(part)]


def _generator(student: Student, faces: HeldOutFaces) -> np.random.Generator:
    """Return a generator that gives the same every time, and that no student can guess."""
    secret = hashlib.sha256("\n".join([student.id, *faces.ids]).encode()).digest()
    return np.random.default_rng(int.from_bytes(secret, "big"))


def _calls(images: npt.NDArray[np.uint8], parts: Sequence[IntArray]) -> list[Call]:
    return [Call((images[part],)) for part in parts]


def _together(answers: Sequence[Answer], parts: Sequence[IntArray], count: int) -> FloatArray:
    """Bring the answers to several batches into the order of the images."""
    rows = np.empty((count, PEOPLE))
    for answer, part in zip(answers, parts, strict=True):
        rows[part] = read_rows(answer, len(part))
    return rows


def _changed(before: FloatArray, after: FloatArray) -> int:
    """Count the images whose answers differ."""
    return int((np.abs(before - after).max(axis=1) > SAME).sum())


def _is_steady(before: FloatArray, after: FloatArray) -> bool:
    return _changed(before, after) <= ODD_SHARE * len(before)


@dataclass(frozen=True)
class _Validation:
    """What `predict` answered to all validation images at once, again, and in batches."""

    rows: FloatArray
    again: Answer
    parts: list[IntArray]
    in_parts: list[Answer]


def _ask_validation(student: Student, heldout: HeldOut) -> _Validation:
    faces = heldout.faces()
    images = faces.validation_images
    parts = batches(len(images), _generator(student, faces))
    first, again, *rest = student.call_many(
        "predict", [Call((images,)), Call((images,)), *_calls(images, parts)]
    )
    return _Validation(read_rows(first, len(images)), again, parts, rest)


_VALIDATION: Once[_Validation] = Once(_ask_validation)


def check_form(student: Student, heldout: HeldOut) -> None:
    """Check the form of the answers to the validation images.

    Raises
    ------
    Failure
    """
    _VALIDATION(student, heldout)


def check_order(student: Student, heldout: HeldOut) -> None:
    """Check that an image's answer does not depend on order and size of its batch.

    Raises
    ------
    Failure
    """
    asked = _VALIDATION(student, heldout)
    count = len(asked.rows)
    changed = _changed(asked.rows, read_rows(asked.again, count))
    if changed > ODD_SHARE * count:
        text = f"Asked twice for the same {count} images, predict gave {changed} of them another answer."
        raise Failure(Outcome.WRONG, text, misconception=wrong.CHANCE)
    changed = _changed(asked.rows, _together(asked.in_parts, asked.parts, count))
    if changed > ODD_SHARE * count:
        sizes = ", ".join(str(len(part)) for part in asked.parts)
        text = (
            f"In another order, and in batches of {sizes}, predict gave {changed} "
            f"of {count} validation images another answer (a probability that differs by more than {SAME})."
        )
        raise Failure(Outcome.WRONG, text, misconception=wrong.BATCH_STATISTICS)


def _working_view(student: Student, heldout: HeldOut, entry: Entry) -> FloatArray:
    """Look at the end of the notebook, or where `predict` does not work there, at the grade cell.

    Returns the answers to the validation images. What was wrong with them may be told, so the entry gets it.
    """
    at_cell = student.view
    for view in dict.fromkeys([None, at_cell]):
        student.look_from(view)
        try:
            return _VALIDATION(student, heldout).rows
        except Failure as failure:
            problem = failure
    entry.fail(problem.outcome, problem.message)
    raise Failure(problem.outcome if problem.outcome is Outcome.GRADER_FAULT else Outcome.WRONG, _NOT_ASKED)


def _ask_heldout(student: Student, heldout: HeldOut, entry: Entry) -> Judged:
    before = _working_view(student, heldout, entry)
    faces = heldout.faces()
    generator = _generator(student, faces)
    known = generator.permutation(len(before))[: max(1, len(before) // _KNOWN_SHARE)]
    images = np.concatenate([faces.images, faces.validation_images[known]])
    rounds = [batches(len(images), generator) for _ in range(2)]
    calls = _calls(images, [*rounds[0], *rounds[1]])
    answers = _private(student.call_many("predict", calls, private=True))
    first, second = answers[: len(rounds[0])], answers[len(rounds[0]) :]
    try:
        rows = [_together(first, rounds[0], len(images)), _together(second, rounds[1], len(images))]
    except Failure:
        raise Failure(Outcome.WRONG, _OTHER_FORM) from None
    count = len(faces.images)
    is_steady = _is_steady(rows[0][:count], rows[1][:count]) and all(
        _is_steady(before[known], later[count:]) for later in rows
    )
    if is_steady:
        seconds = sum(answer.seconds for answer in second) * count / len(images)
        entry.record(rows[0][:count], seconds=seconds)
    else:
        entry.fail(Outcome.WRONG, _NOT_SAME)
    chance = round(np.bincount(faces.labels).max() / count, 4)  # as in the students' data card
    return Judged(_right(rows, faces), chance, faces.target, is_steady)


def _private(answers: list[Answer]) -> list[Answer]:
    """Let nothing through of what the student's code said about the held-out images."""
    for answer in answers:
        if answer.failure is not None:
            raise Failure(answer.failure.outcome, _NO_ANSWER)
    return answers


def _right(rounds: Sequence[FloatArray], faces: HeldOutFaces) -> float:
    """Return the share of the public half that is answered rightly each time.

    Who is really shown counts where it is known, and the data set's label where not.
    """
    shown = np.where(faces.true_labels >= 0, faces.true_labels, faces.labels)
    right = [rows[: len(shown)].argmax(axis=1) == shown for rows in rounds]
    return float(np.logical_and.reduce(right)[faces.half == PUBLIC].mean())


_HELDOUT: Once[Judged] = Once(_ask_heldout, per_view=False)


def check_neighbours(student: Student, heldout: HeldOut, entry: Entry) -> None:
    """Check that images keep their answers among held-out images, and record the answers to these.

    Raises
    ------
    Failure
    """
    if _HELDOUT(student, heldout, entry).is_steady:
        return
    named = wrong.BATCH_STATISTICS
    try:
        check_order(student, heldout)
    except Failure as failure:  # what was seen before explains this, too
        named = failure.misconception or named
    raise Failure(Outcome.WRONG, _NOT_SAME, misconception=named)


def check_accuracy(student: Student, heldout: HeldOut, entry: Entry, step: int) -> None:
    """Check that the accuracy on the held-out images reaches a step, and tell no more than that.

    Raises
    ------
    Failure
    """
    judged = _HELDOUT(student, heldout, entry)
    wanted = judged.threshold(step)
    if judged.right < wanted - 1e-9:
        raise Failure(Outcome.WRONG, f"Not reached: this step asks for {wanted:.1%} right answers.")
