"""VGG Face's identity lists: one file a person, one line a picture on the web, with a box around the face.

The lists are those of the Oxford VGG Face data set (O. M. Parkhi, A. Vedaldi, A. Zisserman, "Deep Face
Recognition", British Machine Vision Conference 2015). A line has nine fields::

    id url left top right bottom pose detection_score curation
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from autograder.datasets.names import chosen, person
from autograder.datasets.photo import Images, PhotoUnusable, square
from autograder.datasets.pictures import Pictures
from autograder.errors import AutograderError

Box = tuple[float, float, float, float]

SOURCE = "photographs from the web, found with the lists of the Oxford VGG Face data set, cut to the face"
LICENCE = "CC BY-NC 4.0, non-commercial research only (O. M. Parkhi, A. Vedaldi, A. Zisserman, BMVC 2015)"
MARGIN = 0.15
_FIELDS = ("id", "url", "left", "top", "right", "bottom", "pose", "detection_score", "curation")
_FRONTAL = 2.0
_NO_LISTS = ("readme", "licence", "license")
_LEAST_INSIDE = 0.5


class ListUnusable(AutograderError):
    """Raised when a list cannot be read, or says something impossible."""


@dataclass(frozen=True)
class Link:
    """One line of a list.

    Parameters
    ----------
    person
        Whose list it is, as its file is named.
    number
        The line's own number: eight digits.
    url
        Where the picture is, or was.
    box
        Left, top, right and bottom edge of the face, in pixels; it may lie partly outside of the picture.
    pose
        Above 2: frontal.
    curated
        Whether a person has looked at it.
    """

    person: str
    number: str
    url: str
    box: Box
    pose: float
    curated: bool

    @property
    def is_frontal(self) -> bool:
        """Whether the face looks into the camera."""
        return self.pose > _FRONTAL

    @property
    def file(self) -> str:
        """Where its picture is kept, below the folder of pictures."""
        return f"{self.person}/{self.number}"


def read(folder: Path, people: Sequence[str] = ()) -> dict[str, tuple[Link, ...]]:
    """Read the lists of eight people.

    Parameters
    ----------
    folder
        It has one file NAME.txt a person; README and licence are no lists.
    people
        Names of those to take. None: all, who have to be eight.

    Returns
    -------
    dict
        The lines of each list, by the person's name as it is shown, in alphabetical order.

    Raises
    ------
    ListUnusable
        With file and line.
    PeopleUnusable
        When it has not the people that are needed.
    """
    if not folder.is_dir():
        raise ListUnusable(f"There is no folder {folder}.")
    files = {
        person(path.stem): path
        for path in sorted(folder.glob("*.txt"))
        if path.stem.casefold() not in _NO_LISTS and not path.name.startswith(".")
    }
    return {name: parse(files[name]) for name in chosen(files, people, str(folder))}


def parse(path: Path) -> tuple[Link, ...]:
    """Read one list.

    Raises
    ------
    ListUnusable
        With the first line that is wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ListUnusable(f"{path} cannot be read ({error}).") from error
    links: dict[str, Link] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                link = _link(path.stem, line.split())
                if link.number in links:
                    raise ValueError(f"the id {link.number} is that of an earlier line")
            except ValueError as error:
                raise ListUnusable(f"{path}, line {number}: {error}.") from None
            links[link.number] = link
    return tuple(links.values())


def select(
    links: Sequence[Link], *, curated: bool = False, frontal: bool = False
) -> tuple[tuple[Link, ...], tuple[tuple[str, str], ...]]:
    """Choose lines of a list.

    Parameters
    ----------
    links
        All of one person.
    curated
        Only those that a person has looked at.
    frontal
        Only faces that look into the camera.

    Returns
    -------
    tuple of Link
        Those to fetch; each address only once.
    tuple of (str, str)
        Line and reason of those that cannot be used at all.
    """
    taken, unusable = [], []
    seen: set[str] = set()
    for link in links:
        if (curated and not link.curated) or (frontal and not link.is_frontal):
            continue
        if not link.url.lower().startswith(("http://", "https://")):
            unusable.append((link.file, "is no address on the web"))
        elif link.url in seen:
            unusable.append((link.file, "has the same address as an earlier line"))
        else:
            seen.add(link.url)
            taken.append(link)
    return tuple(taken), tuple(unusable)


def crop(image: Image.Image, box: Box, size: int, margin: float = MARGIN) -> Images:
    """Cut a face out of a picture.

    Parameters
    ----------
    image
        RGB, with the pixels as they are stored: not turned.
    box
        Left, top, right, bottom, in pixels; clipped to the picture.
    size
        Height and width of the result.
    margin
        What is added on each side, as a share of the box.

    Returns
    -------
    ndarray of uint8, shape (size, size, 3)

    Raises
    ------
    PhotoUnusable
        When most of the box lies outside, as where another picture is at the address now, or it is tiny.
    """
    left, top, right, bottom = box
    inside = max(0.0, min(right, image.width) - max(left, 0)) * max(
        0.0, min(bottom, image.height) - max(top, 0)
    )
    if inside < _LEAST_INSIDE * (right - left) * (bottom - top):
        raise PhotoUnusable("is not the picture of the list: the face would lie outside")
    across, down = margin * (right - left), margin * (bottom - top)
    edges = (
        max(0, round(left - across)),
        max(0, round(top - down)),
        min(image.width, round(right + across)),
        min(image.height, round(bottom + down)),
    )
    face = image.crop(edges)
    if min(face.size) < size:
        raise PhotoUnusable(f"has a face smaller than {size}x{size} ({face.width}x{face.height})")
    return square(face, size)


def gather(
    faces: Sequence[tuple[str, Link, Images]],
    names: Sequence[str],
    *,
    source: str = SOURCE,
    licence: str = LICENCE,
    problems: Sequence[tuple[str, str]] = (),
) -> Pictures:
    """Return the faces as `Pictures`.

    Parameters
    ----------
    faces
        Name of the person, line of the list, and what `crop` returned for it.
    names
        The eight people.
    source, licence
        For the data card.
    problems
        What has been left out, and why.

    Raises
    ------
    ListUnusable
        When there is no picture.
    """
    if not faces:
        raise ListUnusable("No picture of the lists can be used.")
    return Pictures(
        images=np.stack([image for _, _, image in faces]),
        labels=np.array([list(names).index(name) for name, _, _ in faces]),
        names=tuple(names),
        source=source,
        licence=licence,
        origins=tuple(f"{link.file} {link.url}" for _, link, _ in faces),
        problems=tuple(problems),
    )


def _link(owner: str, fields: Sequence[str]) -> Link:
    if len(fields) != len(_FIELDS):
        raise ValueError(f"{len(fields)} fields instead of {len(_FIELDS)} ({' '.join(_FIELDS)})")
    number, url, *numbers = fields
    if not (number.isascii() and number.isdigit()):
        raise ValueError(f"the id should be digits, but is {number[:40]!r}")
    try:
        left, top, right, bottom, pose, score, curation = map(float, numbers)
    except ValueError:
        raise ValueError(f"numbers should follow the url, but there is {' '.join(numbers)[:80]!r}") from None
    if not all(map(math.isfinite, (left, top, right, bottom, pose, score))):
        raise ValueError("a number is not finite")
    if left >= right or top >= bottom:
        raise ValueError(f"the box is empty: left {left:g}, right {right:g}, top {top:g}, bottom {bottom:g}")
    if curation not in (0, 1):
        raise ValueError(f"curation should be 0 or 1, but is {curation:g}")
    return Link(owner, number, url, (left, top, right, bottom), pose, curation == 1)
