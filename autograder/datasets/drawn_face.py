"""Draws one face: a person as they look in one picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from autograder.datasets.drawn_people import Colour, Person

Points = npt.NDArray[np.float64]
_TURN = np.linspace(0, 2 * np.pi, 40, endpoint=False)


@dataclass(frozen=True)
class Look:
    """How a person looks in one picture.

    Parameters
    ----------
    centre
        Of the head, in pixels.
    scale
        Half the height of the head, in pixels.
    angle
        By which the head is tilted, in radians.
    turn
        To which side the head is turned: -1 to 1.
    smile, open_mouth, closed_eyes
        Expression: -1 (sad) to 1, and 0 to 1.
    gaze
        Where the eyes look: -1 to 1.
    wears_glasses
        Whether somebody who has glasses wears them.
    hat
        Colour of the hat. None: no hat.
    shirt
        Colour of the shoulders.
    mirrored
        Whether left and right are swapped, as in a mirror.
    """

    centre: tuple[float, float]
    scale: float
    angle: float
    turn: float
    smile: float
    open_mouth: float
    closed_eyes: float
    gaze: float
    wears_glasses: bool
    hat: Colour | None
    shirt: Colour
    mirrored: bool


class _Pen:
    """Draws shapes that are given in half heights of the head around its middle, y downwards."""

    def __init__(self, picture: Image.Image, look: Look) -> None:
        self._draw = ImageDraw.Draw(picture)
        self._look = look
        cos, sin = np.cos(look.angle), np.sin(look.angle)
        flip = np.diag([-1.0 if look.mirrored else 1.0, 1.0])
        self._placing = look.scale * np.array([[cos, sin], [-sin, cos]]) @ flip

    def shape(self, points: Points, colour: Colour, depth: float = 0.0) -> None:
        """Fill a polygon; what lies in front of the head (depth) moves when the head turns."""
        moved = points + np.array([0.22 * depth * self._look.turn, 0.0])
        placed = moved @ self._placing + np.array(self._look.centre)
        self._draw.polygon([(float(x), float(y)) for x, y in placed], fill=colour)

    def ellipse(
        self, x: float, y: float, rx: float, ry: float, colour: Colour, depth: float = 0.0, tilt: float = 0.0
    ) -> None:
        """Fill an ellipse."""
        flat = np.column_stack([rx * np.cos(_TURN), ry * np.sin(_TURN)])
        cos, sin = np.cos(tilt), np.sin(tilt)
        self.shape(flat @ np.array([[cos, sin], [-sin, cos]]) + np.array([x, y]), colour, depth)

    def band(self, points: Sequence[tuple[float, float]], width: float, colour: Colour, depth: float) -> None:
        """Draw a line of some width."""
        line = np.array(points, dtype=np.float64)
        step = np.gradient(line, axis=0)
        normal = np.column_stack([-step[:, 1], step[:, 0]])
        normal *= width / 2 / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
        self.shape(np.concatenate([line + normal, (line - normal)[::-1]]), colour, depth)


def shade(colour: Colour, factor: float) -> Colour:
    """Make a colour darker (below 1) or lighter (above)."""
    red, green, blue = (int(np.clip(channel * factor, 0, 255)) for channel in colour)
    return red, green, blue


def draw_face(picture: Image.Image, person: Person, look: Look) -> None:
    """Draw a person onto a picture."""
    pen = _Pen(picture, look)
    _hair_behind(pen, person)
    pen.ellipse(0, 2.0, 1.25, 0.85, look.shirt)
    pen.ellipse(0, 1.22, 0.40, 0.20, shade(look.shirt, 0.75))
    pen.ellipse(0, 0.95, 0.30, 0.42, shade(person.skin, 0.85))
    for side in (-1, 1):
        pen.ellipse(side * person.width * 0.98, 0.05, 0.11, 0.18, shade(person.skin, 0.92), -0.3)
    pen.shape(_head(person), person.skin)
    for side in (-1, 1):
        pen.ellipse(side * 0.62 * person.width, 0.26, 0.15, 0.10, _blush(person.skin), 0.6)
    _beard(pen, person)
    _mouth(pen, person, look)
    pen.shape(
        np.array(
            [[0.0, -0.12], [-person.nose_width, person.nose_length], [person.nose_width, person.nose_length]]
        ),
        shade(person.skin, 0.80),
        1.2,
    )
    _eyes(pen, person, look)
    if person.glasses and look.wears_glasses:
        _glasses(pen, person)
    _HAIR[person.style](pen, person)
    if look.hat is not None:
        _hat(pen, person, look.hat)


def _blush(skin: Colour) -> Colour:
    red, green, blue = skin
    return int(0.8 * red + 0.2 * 235), int(0.8 * green + 0.2 * 90), int(0.8 * blue + 0.2 * 90)


def _head(person: Person) -> Points:
    """A superellipse: round above, as square below as the jaw says."""
    cos, sin = np.cos(_TURN), np.sin(_TURN)
    power = np.where(sin > 0, 2 / person.jaw, 1.0)
    x = person.width * np.sign(cos) * np.abs(cos) ** power
    y = np.sign(sin) * np.abs(sin) ** power
    return np.column_stack([x, y])


def _eyes(pen: _Pen, person: Person, look: Look) -> None:
    y, size = -person.eye_height, person.eye_size
    brow = shade(person.hair, 0.75)
    for side in (-1, 1):
        x = side * person.eye_gap
        if look.closed_eyes > 0.7:
            lid = [(x - 1.2 * size, y), (x, y + 0.4 * size), (x + 1.2 * size, y)]
            pen.band(lid, 0.05, shade(person.skin, 0.45), 0.8)
        else:
            opening = 1.0 - 0.85 * look.closed_eyes
            seen = x + 0.05 * look.gaze
            pen.ellipse(x, y, 1.25 * size, 0.9 * size * opening, (250, 250, 248), 0.8)
            pen.ellipse(seen, y, 0.68 * size, 0.8 * size * opening, person.iris, 0.8)
            pen.ellipse(seen, y, 0.34 * size, 0.4 * size * opening, (16, 14, 14), 0.8)
            pen.ellipse(seen + 0.2 * size, y - 0.25 * size, 0.16 * size, 0.16 * size, (255, 255, 255), 0.8)
        inner, outer = x - side * 0.13, x + side * 0.15
        middle = y - 0.16 - 0.05 * look.smile
        rise = person.brow_tilt * 0.28
        arch = [(inner, middle), (x, middle - 0.7 * rise - 0.03), (outer, middle - rise)]
        pen.band(arch, person.brow_weight, brow, 0.8)


def _mouth(pen: _Pen, person: Person, look: Look) -> None:
    x = np.linspace(-person.mouth_width, person.mouth_width, 13)
    arc = 1 - (x / person.mouth_width) ** 2
    lips = (186, 84, 80) if sum(person.skin) > 450 else (128, 60, 58)
    upper = person.mouth_height + look.smile * 0.10 * arc - 0.05 * look.smile
    if look.open_mouth > 0.2:
        lower = upper + 0.30 * look.open_mouth * arc**0.7
        pen.shape(_between(x, upper - person.mouth_weight, lower + person.mouth_weight), lips, 0.8)
        pen.shape(_between(x, upper, lower), (96, 26, 32), 0.8)
        if look.smile > 0:
            pen.shape(_between(0.85 * x, upper, upper + 0.3 * (lower - upper)), (250, 248, 244), 0.8)
    else:
        pen.band(list(zip(x.tolist(), upper.tolist(), strict=True)), person.mouth_weight * 1.6, lips, 0.8)


def _between(x: Points, upper: Points, lower: Points) -> Points:
    return np.column_stack([np.concatenate([x, x[::-1]]), np.concatenate([upper, lower[::-1]])])


def _beard(pen: _Pen, person: Person) -> None:
    colour = shade(person.hair, 0.9)
    if person.beard == "full":
        head = _head(person)
        low = head[head[:, 1] > 0.1]
        inside = low[::-1] * np.array([0.72, 0.55]) + np.array([0, 0.06])
        pen.shape(np.concatenate([low * 1.03, inside]), colour, 0.2)
    if person.beard == "goatee":
        pen.ellipse(0, 0.86, 0.20, 0.20, colour, 0.7)
    if person.beard in ("moustache", "full"):
        y = person.mouth_height - 0.13
        pen.band([(-0.28, y + 0.06), (0.0, y), (0.28, y + 0.06)], 0.11, colour, 0.9)


def _glasses(pen: _Pen, person: Person) -> None:
    frame = (34, 34, 40)
    y, radius = -person.eye_height, 0.21
    for side in (-1, 1):
        x = side * person.eye_gap
        corners = (
            [(x + radius * np.cos(a), y + radius * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 24)]
            if person.glasses == "round"
            else [
                (x - 0.22, y - 0.15),
                (x + 0.22, y - 0.15),
                (x + 0.22, y + 0.15),
                (x - 0.22, y + 0.15),
                (x - 0.22, y - 0.16),
            ]
        )
        for start, end in zip(corners, corners[1:], strict=False):
            pen.band([start, end], 0.05, frame, 1.0)
        pen.band([(x + side * 0.2, y), (side * person.width, y - 0.05)], 0.04, frame, 0.5)
    gap = person.eye_gap - 0.2
    pen.band([(-gap, y), (gap, y)], 0.05, frame, 1.0)


def _hair_behind(pen: _Pen, person: Person) -> None:
    width = person.width
    if person.style == "long":
        pen.ellipse(0, 0.35, width + 0.26, 1.35, shade(person.hair, 0.85))
    elif person.style == "bob":
        pen.ellipse(0, 0.05, width + 0.24, 1.05, shade(person.hair, 0.85))
    elif person.style == "bun":
        pen.ellipse(0, -1.18, 0.34, 0.30, shade(person.hair, 0.9))
    elif person.style == "curly":
        for angle in np.linspace(0.9 * np.pi, 2.1 * np.pi, 9):
            pen.ellipse((width + 0.10) * np.cos(angle), 0.95 * np.sin(angle), 0.28, 0.26, person.hair)


def _cap(person: Person, line: float, sides: float) -> Points:
    """Hair on the head down to a hairline (in front) and down the temples."""
    angles = np.linspace(np.pi - sides, 2 * np.pi + sides, 25)
    outer = np.column_stack([(person.width + 0.06) * np.cos(angles), 1.08 * np.sin(angles)])
    temple, end = 0.88 * person.width, outer[-1, 1]
    corner = 0.94 * person.width * np.sqrt(1 - line**2)  # on the head, however high its hairline is
    inner = np.array([[temple, end], [corner, line], [-corner, line], [-temple, end]])
    return np.concatenate([outer, inner])


def _cropped(pen: _Pen, person: Person) -> None:
    pen.shape(_cap(person, -0.62, 0.05), person.hair)


def _bob(pen: _Pen, person: Person) -> None:
    pen.shape(_cap(person, -0.55, 0.35), person.hair)
    for side in (-1, 1):
        pen.ellipse(side * (person.width + 0.04), 0.2, 0.16, 0.62, person.hair)


def _long(pen: _Pen, person: Person) -> None:
    pen.shape(_cap(person, -0.66, 0.25), person.hair)
    pen.ellipse(-0.45 * person.width, -0.68, 0.62, 0.30, person.hair, 0.0, -0.7)  # parted on one side
    for side in (-1, 1):
        pen.ellipse(side * (person.width + 0.10), 0.55, 0.17, 0.95, person.hair)


def _curly(pen: _Pen, person: Person) -> None:
    for x in np.linspace(-person.width, person.width, 6):
        pen.ellipse(
            float(x), -0.72 - 0.2 * (1 - (x / person.width) ** 2), 0.22, 0.22, shade(person.hair, 1.1)
        )


def _fringe(pen: _Pen, person: Person) -> None:
    pen.shape(_cap(person, -0.34, 0.2), person.hair)


def _bun(pen: _Pen, person: Person) -> None:
    pen.shape(_cap(person, -0.72, 0.0), person.hair)


def _receding(pen: _Pen, person: Person) -> None:
    for side in (-1, 1):
        pen.ellipse(side * (person.width - 0.02), -0.35, 0.13, 0.42, person.hair)


def _spiky(pen: _Pen, person: Person) -> None:
    x = np.linspace(-person.width - 0.02, person.width + 0.02, 13)
    base = -0.60 - 0.25 * (1 - (x / (person.width + 0.02)) ** 2)
    height = np.where(np.arange(13) % 2 == 1, -0.45, 0.0)
    top = np.column_stack([x, base + height])
    pen.shape(np.concatenate([top, [[person.width, -0.5], [-person.width, -0.5]]]), person.hair)


def _hat(pen: _Pen, person: Person, colour: Colour) -> None:
    pen.shape(_cap(person, -0.50, -0.15), colour)
    pen.ellipse(0, -0.52, person.width + 0.10, 0.13, shade(colour, 0.8))
    pen.ellipse(0, -1.14, 0.13, 0.12, shade(colour, 1.2))


_HAIR: dict[str, Callable[[_Pen, Person], None]] = {
    "cropped": _cropped,
    "bob": _bob,
    "long": _long,
    "curly": _curly,
    "fringe": _fringe,
    "bun": _bun,
    "receding": _receding,
    "spiky": _spiky,
}
