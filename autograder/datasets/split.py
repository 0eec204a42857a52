"""Splits pictures of people into training, validation and held-out ones, and the latter into halves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autograder.datasets.heldout import PRIVATE, PUBLIC
from autograder.errors import AutograderError

IntArray = npt.NDArray[np.int64]
PARTS = ("train", "valid", "test")
WANTED = (250, 50, 50)


class TooFewPictures(AutograderError):
    """Raised when somebody has too few pictures to be in every part."""


@dataclass(frozen=True)
class Split:
    """Which picture is in which part, as indices in random order.

    Parameters
    ----------
    train, validation, test
        Indices of the pictures.
    unused
        Pictures that are in no part, since there are more than wanted.
    dropped
        Pictures that were taken out of a part since their like is in a later one.
    """

    train: IntArray
    validation: IntArray
    test: IntArray
    unused: IntArray
    dropped: IntArray


def split(
    labels: IntArray, groups: IntArray, names: Sequence[str], seed: int, wanted: Sequence[int] = WANTED
) -> Split:
    """Split pictures so that everybody has equally many in validation and test.

    A group of near-duplicates stays on one side. Where somebody has fewer pictures than wanted, the
    validation and test parts shrink for all to the share that the smallest collection allows, and
    everybody trains with what is left of theirs, up to the wanted number.

    Parameters
    ----------
    labels
        Shape (n,): who is on each picture.
    groups
        Shape (n,): number of the group of near-duplicates.
    names
        Of the people, for messages.
    seed
        Decides who gets which picture.
    wanted
        Training, validation and test pictures of each person.

    Raises
    ------
    TooFewPictures
        Names who has too few.
    """
    rng = np.random.default_rng(seed)
    counts = np.bincount(labels, minlength=len(names))
    share = min(1.0, int(counts.min()) / sum(wanted))
    n_validation, n_test = (int(np.floor(share * number)) for number in wanted[1:])
    if min(n_validation, n_test) < 1:
        fewest = int(counts.argmin())
        raise TooFewPictures(
            f"{names[fewest]} has {counts[fewest]} pictures; "
            f"at least {-(-sum(wanted) // min(wanted[1:]))} are needed to have some in every part."
        )
    spread = _spread_over_people(labels, groups)
    parts: dict[str, list[int]] = {name: [] for name in (*PARTS, "unused")}
    for person, name in enumerate(names):
        room = {"test": n_test, "valid": n_validation}
        rest: list[int] = []
        mine = np.flatnonzero(labels == person)
        for group in rng.permutation(np.unique(groups[mine])):
            members = mine[groups[mine] == group]
            part = next((key for key in room if len(members) <= room[key] and group not in spread), None)
            if part is None:
                rest.extend(members)
            else:
                parts[part].extend(members)
                room[part] -= len(members)
        if any(room.values()) or not rest:
            raise TooFewPictures(f"Too many pictures of {name} are nearly the same to split them.")
        parts["train"].extend(rest[: wanted[0]])
        parts["unused"].extend(rest[wanted[0] :])
    train, valid, test = (_shuffled(parts[key], rng) for key in PARTS)
    return Split(train, valid, test, _shuffled(parts["unused"], rng), np.zeros(0, dtype=np.int64))


def keep(parts: Sequence[str], groups: IntArray, seed: int) -> Split:
    """Keep the parts that a source comes with, less what is nearly the same as a picture of a later part.

    Parameters
    ----------
    parts
        One of `PARTS` per picture.
    groups
        Shape (n,): number of the group of near-duplicates.
    seed
        Decides the order.
    """
    rng = np.random.default_rng(seed)
    where = np.array(parts)
    taken: set[int] = set()
    kept: dict[str, IntArray] = {}
    dropped: list[int] = []
    for part in reversed(PARTS):
        mine = np.flatnonzero(where == part)
        is_near = np.array([int(group) in taken for group in groups[mine]], dtype=np.bool_)
        kept[part] = _shuffled(list(mine[~is_near]), rng)
        dropped.extend(mine[is_near])
        taken.update(int(group) for group in groups[mine])
    empty = np.zeros(0, dtype=np.int64)
    return Split(kept["train"], kept["valid"], kept["test"], empty, np.array(sorted(dropped), dtype=np.int64))


def with_validation(
    parts: Sequence[str], labels: IntArray, groups: IntArray, seed: int, wanted: Sequence[int] = WANTED
) -> tuple[str, ...]:
    """Give a source that has training and test pictures only a validation part, out of the training one.

    Parameters
    ----------
    parts
        One of `PARTS` per picture.
    labels, groups
        See `split`.
    seed
        Decides who gets which picture.
    wanted
        Training and validation pictures of each person: their shares are used.
    """
    rng = np.random.default_rng([seed, 3])
    result = np.array(parts)
    if "valid" in result:
        return tuple(parts)
    spread = _spread_over_people(labels, groups)
    for person in np.unique(labels):
        mine = np.flatnonzero((labels == person) & (result == "train"))
        room = len(mine) * wanted[1] // (wanted[0] + wanted[1])
        for group in rng.permutation(np.unique(groups[mine])):
            members = mine[groups[mine] == group]
            if len(members) <= room and group not in spread:
                result[members] = "valid"
                room -= len(members)
    return tuple(map(str, result))


def check_everybody(parts: Split, labels: IntArray, names: Sequence[str]) -> None:
    """Refuse parts in which somebody is missing.

    Raises
    ------
    TooFewPictures
        Says who, and where.
    """
    for part, chosen in zip(PARTS, (parts.train, parts.validation, parts.test), strict=True):
        counts = np.bincount(labels[chosen], minlength=len(names))
        missing = [name for name, count in zip(names, counts, strict=True) if not count]
        if missing:
            raise TooFewPictures(
                f"The {part} part has no picture of {', '.join(missing)}: add some that can be used, and "
                "that are not nearly the same as one of a later part."
            )


def halves(labels: IntArray, seed: int) -> npt.NDArray[np.str_]:
    """Divide held-out pictures into a public and a private half, with equal numbers of each person.

    Parameters
    ----------
    labels
        Shape (n,): who is on each picture. Of an odd number, the public half has one more.
    seed
        Decides.

    Returns
    -------
    ndarray of str, shape (n,)
    """
    rng = np.random.default_rng([seed, 2])
    result = np.full(len(labels), PRIVATE, dtype="<U7")
    for person in np.unique(labels):
        mine = rng.permutation(np.flatnonzero(labels == person))
        result[mine[: (len(mine) + 1) // 2]] = PUBLIC
    return result


def _spread_over_people(labels: IntArray, groups: IntArray) -> set[int]:
    """Groups of near-duplicates that bear several names: they are for training only."""
    pairs = np.unique(np.column_stack([groups, labels]), axis=0)
    numbers, people = np.unique(pairs[:, 0], return_counts=True)
    return {int(number) for number in numbers[people > 1]}


def _shuffled(chosen: Sequence[int], rng: np.random.Generator) -> IntArray:
    return np.asarray(rng.permutation(np.array(chosen, dtype=np.int64)), dtype=np.int64)
