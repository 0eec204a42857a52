"""The eight people that are drawn: invented names, and faces that a seed decides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Colour = tuple[int, int, int]
NAMES = (
    "Ada Fennimore",
    "Bo Castellan",
    "Cleo Marchetti",
    "Dax Ellery",
    "Edie Novak",
    "Finn Abara",
    "Gia Lindqvist",
    "Hugo Peverell",
)
HAIR_STYLES = ("cropped", "bob", "long", "curly", "fringe", "bun", "receding", "spiky")
BEARDS = ("moustache", "goatee", "full")
GLASSES = ("round", "square")
_PAIRS = len(NAMES) // 2
# Skin of each pair of people, and the hair it may have: within a pair, only shapes tell who is who.
_COLOURS: tuple[tuple[Colour, tuple[Colour, ...]], ...] = (
    ((247, 214, 190), ((214, 168, 88), (196, 92, 40))),
    ((240, 196, 160), ((104, 66, 38), (150, 146, 144))),
    ((214, 158, 116), ((34, 28, 28), (70, 44, 30))),
    ((146, 96, 66), ((30, 24, 24), (58, 36, 28))),
)
_IRIS: tuple[Colour, ...] = ((74, 48, 30), (62, 96, 138), (70, 110, 74), (98, 84, 64))
# Lowest and highest value of each measure of `Person`, in its order.
_RANGES = (
    (0.60, 0.82),
    (1.9, 3.4),
    (0.25, 0.38),
    (0.09, 0.15),
    (0.02, 0.20),
    (0.03, 0.10),
    (-0.40, 0.40),
    (0.16, 0.36),
    (0.05, 0.15),
    (0.16, 0.34),
    (0.04, 0.09),
    (0.42, 0.56),
)


@dataclass(frozen=True)
class Person:
    """What makes a face somebody's. Lengths are in half heights of the head.

    Parameters
    ----------
    skin, hair, iris
        Colours.
    style, beard, glasses
        See `HAIR_STYLES`, `BEARDS`, `GLASSES`; a beard or glasses may be missing (an empty text).
    width, jaw
        Half the width of the head; how square its lower half is (2: an ellipse).
    eye_gap, eye_size, eye_height
        Half the distance of the eyes, their radius, and how far above the middle they are.
    brow_weight, brow_tilt
        Thickness; positive tilt rises to the outside.
    nose_length, nose_width
        Size of the nose.
    mouth_width, mouth_weight, mouth_height
        Half width, thickness of the lips, and how far below the middle the mouth is.
    """

    skin: Colour
    hair: Colour
    iris: Colour
    style: str
    beard: str
    glasses: str
    width: float
    jaw: float
    eye_gap: float
    eye_size: float
    eye_height: float
    brow_weight: float
    brow_tilt: float
    nose_length: float
    nose_width: float
    mouth_width: float
    mouth_weight: float
    mouth_height: float


def people(seed: int) -> tuple[Person, ...]:
    """Return the eight people of a seed, in the order of `NAMES`.

    They are four pairs that share skin and hair colour; two of the pairs have the same hair style, too. In
    these, one has a beard or glasses. Each measure is spread evenly over the eight, so that no two are alike,
    and the two of a pair are half its range apart: whatever the seed, people are equally hard to tell apart.
    """
    rng = np.random.default_rng([seed, len(NAMES)])
    styles = [str(style) for style in rng.permutation(HAIR_STYLES)]
    beards = [str(beard) for beard in rng.permutation(BEARDS)]
    levels = np.array([low + (high - low) * _levels(rng) for low, high in _RANGES])
    sides = rng.integers(2, size=_PAIRS)  # who of a pair has the beard
    cast = []
    for pair, (skin, hairs) in enumerate(_COLOURS[k] for k in rng.permutation(_PAIRS)):
        hair = hairs[rng.integers(len(hairs))]
        irises = rng.permutation(len(_IRIS))
        for member in range(2):
            alike = pair < 2  # these two have the same hair style
            other = member == sides[pair]
            cast.append(
                Person(
                    skin,
                    hair,
                    _IRIS[irises[member]],
                    styles[pair if alike else 2 * pair - 2 + member],
                    beards[pair - 1] if pair and other else "",
                    GLASSES[pair % 2] if (pair == 0 and other) or (pair == 3 and not other) else "",
                    *(float(value) for value in levels[:, 2 * pair + member]),
                )
            )
    return tuple(cast[k] for k in rng.permutation(len(cast)))


def _levels(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Spread a measure from 0 to 1 over all people; the two of a pair are half the range apart."""
    low = rng.permutation(_PAIRS)
    both = np.column_stack([low, low + _PAIRS])
    swapped = rng.random(_PAIRS) < 0.5
    both[swapped] = both[swapped, ::-1]
    return np.asarray(both.ravel() / (len(NAMES) - 1), dtype=np.float64)
