"""Draws what is around a face in a picture: a background, and things that hide parts of the face."""

from __future__ import annotations

import colorsys
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from autograder.datasets.drawn_face import shade
from autograder.datasets.drawn_people import Colour

Box = tuple[float, float, float, float]


def any_colour(rng: np.random.Generator) -> Colour:
    """Return any colour, from grey to strong."""
    red, green, blue = colorsys.hsv_to_rgb(rng.random(), rng.uniform(0, 0.85), rng.uniform(0.2, 0.95))
    return int(255 * red), int(255 * green), int(255 * blue)


def background(side: int, rng: np.random.Generator) -> Image.Image:
    """Draw a square background: a wall, light that fades, stripes, lamps out of focus, or a room of things.

    Parameters
    ----------
    side
        Height and width, in pixels.
    rng
        Decides.
    """
    kind = _BACKGROUNDS[rng.integers(len(_BACKGROUNDS))]
    picture = Image.new("RGB", (side, side), any_colour(rng))
    kind(picture, rng)
    return picture


def _wall(picture: Image.Image, rng: np.random.Generator) -> None:
    """Nothing but one colour."""


def _fading(picture: Image.Image, rng: np.random.Generator) -> None:
    top, bottom = np.array(any_colour(rng)), np.array(any_colour(rng))
    side = picture.width
    rows = top + np.linspace(0, 1, side)[:, None] * (bottom - top)
    pixels = np.repeat(rows[:, None], side, axis=1)
    if rng.random() < 0.5:
        pixels = pixels.transpose(1, 0, 2)
    picture.paste(Image.fromarray(pixels.astype(np.uint8)))


def _stripes(picture: Image.Image, rng: np.random.Generator) -> None:
    draw, side = ImageDraw.Draw(picture), picture.width
    colour, slant = any_colour(rng), rng.uniform(-0.6, 0.6) * side
    width = rng.uniform(0.08, 0.25) * side
    for x in np.arange(-side, 2 * side, 2 * width):
        draw.polygon([(x, 0), (x + width, 0), (x + width + slant, side), (x + slant, side)], fill=colour)


def _lamps(picture: Image.Image, rng: np.random.Generator) -> None:
    draw, side = ImageDraw.Draw(picture), picture.width
    for _ in range(int(rng.integers(4, 12))):
        draw.ellipse(_around(rng.uniform(0, side, 2), rng.uniform(0.04, 0.12) * side), fill=any_colour(rng))


def _room(picture: Image.Image, rng: np.random.Generator) -> None:
    draw, side = ImageDraw.Draw(picture), picture.width
    for _ in range(int(rng.integers(2, 7))):
        x, y = rng.uniform(-0.2, 1.0, 2) * side
        width, height = rng.uniform(0.1, 0.8, 2) * side
        shape = draw.rectangle if rng.random() < 0.6 else draw.ellipse
        shape((float(x), float(y), float(x + width), float(y + height)), fill=any_colour(rng))


_BACKGROUNDS: tuple[Callable[[Image.Image, np.random.Generator], None], ...] = (
    _wall,
    _fading,
    _stripes,
    _lamps,
    _room,
    _room,
)


def put_before(
    picture: Image.Image, centre: tuple[float, float], scale: float, rng: np.random.Generator
) -> None:
    """Put a thing before a face: a microphone, a hand, a balloon or a cup.

    Parameters
    ----------
    picture
        Is drawn on.
    centre, scale
        Of the head, see `drawn_face.Look`.
    rng
        Decides.
    """
    x, y = np.array(centre) + scale * rng.uniform(-0.75, 0.75, 2)
    thing = _THINGS[rng.integers(len(_THINGS))]
    thing(ImageDraw.Draw(picture), float(x), float(y), scale * rng.uniform(0.75, 1.25), rng)


def hide(picture: Image.Image, centre: tuple[float, float], scale: float, rng: np.random.Generator) -> None:
    """Hide nearly all of a face behind balloons."""
    draw = ImageDraw.Draw(picture)
    for _ in range(3):
        x, y = np.array(centre) + scale * rng.uniform(-0.35, 0.35, 2)
        _balloon(draw, float(x), float(y), 2.2 * scale, rng)


def _around(point: npt.NDArray[np.float64], radius: float) -> Box:
    x, y = point
    return float(x - radius), float(y - radius), float(x + radius), float(y + radius)


def _microphone(
    draw: ImageDraw.ImageDraw, x: float, y: float, scale: float, rng: np.random.Generator
) -> None:
    lean = rng.uniform(-0.5, 0.5) * scale
    draw.line((x, y, x + lean, y + 2 * scale), fill=(40, 40, 44), width=max(1, int(0.16 * scale)))
    draw.ellipse(_around(np.array([x, y]), 0.26 * scale), fill=(74, 74, 80))
    draw.ellipse(_around(np.array([x - 0.07 * scale, y - 0.08 * scale]), 0.09 * scale), fill=(130, 130, 136))


def _hand(draw: ImageDraw.ImageDraw, x: float, y: float, scale: float, rng: np.random.Generator) -> None:
    """Of somebody else, waving into the picture."""
    skin = (int(rng.integers(140, 250)), int(rng.integers(95, 205)), int(rng.integers(70, 175)))
    width = max(1, int(0.12 * scale))
    for finger in np.linspace(-0.24, 0.24, 4):
        tip = (x + 1.4 * finger * scale, y - (0.45 - finger**2) * scale)
        draw.line((x + finger * scale, y, *tip), fill=shade(skin, 0.94), width=width)
        draw.ellipse(_around(np.array(tip), width / 2), fill=shade(skin, 0.94))
    draw.ellipse(_around(np.array([x, y]), 0.29 * scale), fill=skin)
    draw.line((x, y, x + 0.3 * scale, y + 2 * scale), fill=skin, width=max(1, int(0.34 * scale)))


def _balloon(draw: ImageDraw.ImageDraw, x: float, y: float, scale: float, rng: np.random.Generator) -> None:
    colour, radius = any_colour(rng), 0.32 * scale
    draw.line((x, y, x + 0.1 * scale, y + 2 * scale), fill=(90, 90, 90), width=max(1, int(0.03 * scale)))
    draw.ellipse((x - radius, y - 1.15 * radius, x + radius, y + 1.15 * radius), fill=colour)
    shine = np.array([x - 0.35 * radius, y - 0.45 * radius])
    draw.ellipse(_around(shine, 0.18 * radius), fill=shade(colour, 1.5))


def _cup(draw: ImageDraw.ImageDraw, x: float, y: float, scale: float, rng: np.random.Generator) -> None:
    colour, half = any_colour(rng), 0.26 * scale
    draw.ellipse(
        (x + 0.5 * half, y - 0.6 * half, x + 1.9 * half, y + 0.8 * half),
        outline=colour,
        width=int(0.3 * half) + 1,
    )
    draw.rectangle((x - half, y - half, x + half, y + 1.2 * half), fill=colour)
    draw.ellipse((x - half, y - 1.25 * half, x + half, y - 0.75 * half), fill=shade(colour, 0.6))


_THINGS = (_microphone, _hand, _balloon, _cup)
