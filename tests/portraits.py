"""Pictures that look like nobody, but unlike each other, for tests of data sets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

NAMES = ("Ada", "Bea", "Cem", "Dora", "Emil", "Fay", "Gus", "Hana")


def portrait(seed: int, width: int = 64, height: int = 64) -> Image.Image:
    """Coarse coloured noise: another seed gives a picture that resembles the first one in nothing."""
    noise = np.random.default_rng(seed).integers(0, 256, (12, 12, 3), dtype=np.uint8)
    picture = Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)
    return picture.filter(ImageFilter.GaussianBlur(1))


def pixels(count: int, first: int = 0, size: int = 48) -> npt.NDArray[np.uint8]:
    """Several portraits, uint8, shape (count, size, size, 3)."""
    return np.stack([np.asarray(portrait(first + k, size, size)) for k in range(count)])


def tree(folder: Path, each: int = 3, first: int = 0) -> Path:
    """Write a folder tree NAME/K.png with different portraits of all people."""
    for number, name in enumerate(NAMES):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for k in range(each):
            portrait(first + 1000 * number + k).save(folder / name / f"{k}.png")
    return folder
