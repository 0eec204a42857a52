"""Eight drawn 'celebrities': a face data set that needs no download, with the trouble that real ones have.

Who somebody is lies in the shape of the head, skin, hair, eyes, brows, nose, mouth, glasses and beard.
Everything else differs from image to image: pose, scale, light, expression, what hides the face,
background, blur and noise. As in data collected from the internet, some labels are wrong, and some images
are ambiguous: two people, or a face that is hardly to be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from autograder.datasets.drawn_face import Look, draw_face
from autograder.datasets.drawn_people import NAMES, Person, people
from autograder.datasets.drawn_scene import any_colour, background, hide, put_before
from autograder.datasets.pictures import Pictures

WRONG_LABELS = 0.07
AMBIGUOUS = 0.03
SOURCE = "drawn faces"
LICENCE = "drawn by the course itself; free to use"
_FACTOR = 4  # drawn larger and scaled down, for smooth edges
Images = npt.NDArray[np.uint8]


def draw(
    per_person: int, seed: int, size: int = 48, progress: Callable[[], object] | None = None
) -> Pictures:
    """Draw the data set.

    Parameters
    ----------
    per_person
        Number of images that bear each name.
    seed
        Decides who the people are and every image; image k of a person does not depend on how many there are.
    size
        Height and width of the images.
    progress
        Called after every image.

    Returns
    -------
    Pictures
        With ``true_labels``: about 7 % of the labels are wrong.
    """
    cast = people(seed)
    images, labels, true_labels = [], [], []
    for label in range(len(NAMES)):
        for number in range(per_person):
            rng = np.random.default_rng([seed, label, number])
            shown = label
            if rng.random() < WRONG_LABELS:
                shown = int((label + rng.integers(1, len(NAMES))) % len(NAMES))
            images.append(_image(cast, shown, size, rng))
            labels.append(label)
            true_labels.append(shown)
            if progress is not None:
                progress()
    return Pictures(
        images=np.stack(images),
        labels=np.array(labels),
        names=NAMES,
        source=SOURCE,
        licence=LICENCE,
        true_labels=np.array(true_labels),
    )


def _image(cast: tuple[Person, ...], shown: int, size: int, rng: np.random.Generator) -> Images:
    side = size * _FACTOR
    picture = background(side, rng)
    trouble = rng.random() / AMBIGUOUS  # below 1 for the ambiguous ones, a third of them of each kind
    look = _look(side, rng)
    if trouble < 1 / 3:  # somebody else is in the picture as well
        other = int((shown + rng.integers(1, len(cast))) % len(cast))
        draw_face(picture, cast[other], _beside(look, side, 0.76))
        look = _beside(look, side, 0.26)
    elif trouble < 2 / 3:
        look = replace(look, scale=0.4 * look.scale)
    draw_face(picture, cast[shown], look)
    if 2 / 3 <= trouble < 1:
        hide(picture, look.centre, look.scale, rng)
    elif rng.random() < 0.35:
        put_before(picture, look.centre, look.scale, rng)
    picture = picture.resize((size, size), Image.Resampling.BOX)
    picture = picture.filter(ImageFilter.GaussianBlur(float(rng.choice([0, 0, 0.4, 0.6, 0.9])) * size / 48))
    return _lighten(np.asarray(picture, dtype=np.float64), rng)


def _look(side: int, rng: np.random.Generator) -> Look:
    x, y = side * (0.5 + rng.uniform(-0.13, 0.13, 2))
    return Look(
        centre=(float(x), float(y)),
        scale=float(side * rng.uniform(0.22, 0.40)),
        angle=float(np.clip(rng.normal(0, 0.22), -0.6, 0.6)),
        turn=float(rng.uniform(-1, 1)),
        smile=float(rng.uniform(-0.6, 1)),
        open_mouth=float(rng.choice([0, 0, 0.5, 1])),
        closed_eyes=float(rng.choice([0, 0, 0, 0.4, 1])),
        gaze=float(rng.uniform(-1, 1)),
        wears_glasses=bool(rng.random() < 0.8),
        hat=any_colour(rng) if rng.random() < 0.10 else None,
        shirt=any_colour(rng),
        mirrored=bool(rng.random() < 0.5),
    )


def _beside(look: Look, side: int, x: float) -> Look:
    """Return a look that leaves room for somebody else."""
    return replace(
        look,
        centre=(side * x, look.centre[1]),
        scale=0.72 * look.scale,
        turn=-look.turn,
        shirt=look.shirt[::-1],
        mirrored=not look.mirrored,
    )


def _lighten(pixels: npt.NDArray[np.float64], rng: np.random.Generator) -> Images:
    """Light from one side, a colour cast, contrast, and the noise of a camera; some are black and white."""
    x, y = np.meshgrid(*2 * [np.linspace(-1, 1, len(pixels))])
    direction = rng.uniform(0, 2 * np.pi)
    light = 1 + rng.uniform(0, 0.4) * (np.cos(direction) * x + np.sin(direction) * y)
    cast = rng.uniform(0.85, 1.15, 3)
    contrast, brightness = rng.uniform(0.65, 1.15), rng.uniform(-35, 25)
    lit = (pixels * light[..., None] * cast - 128) * contrast + 128 + brightness
    noisy = lit + rng.normal(0, rng.uniform(2, 12), pixels.shape)
    if rng.random() < 0.10:
        noisy = np.repeat(noisy.mean(axis=2, keepdims=True), 3, axis=2)
    return np.asarray(np.clip(np.round(noisy), 0, 255), dtype=np.uint8)
