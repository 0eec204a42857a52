"""Near-duplicates are found whatever was done to a copy, and different pictures are told apart."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from autograder.datasets import drawn, similarity

PICTURES = drawn.draw(6, seed=3).images


def compressed(picture: Image.Image) -> Image.Image:
    file = BytesIO()
    picture.save(file, "JPEG", quality=50)
    return Image.open(file)


COPIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "the same": lambda picture: picture,
    "scaled": lambda picture: picture.resize((30, 30)).resize((48, 48)),
    "compressed": compressed,
    "brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.15),
    "blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(0.6)),
    "grey": lambda picture: picture.convert("L").convert("RGB"),
    "mirrored": ImageOps.mirror,
    "cut": lambda picture: picture.crop((1, 1, 47, 47)).resize((48, 48)),
}


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES)
def test_a_copy_is_found(change: Callable[[Image.Image], Image.Image]) -> None:
    copies = np.stack([np.asarray(change(Image.fromarray(image))) for image in PICTURES])
    numbers = similarity.groups(np.concatenate([PICTURES, copies]))
    found = numbers[: len(PICTURES)] == numbers[len(PICTURES) :]
    assert found.mean() >= 0.95


def test_different_pictures_are_told_apart() -> None:
    numbers = similarity.groups(PICTURES)
    assert len(set(numbers)) >= len(PICTURES) - 1


def test_groups_chain() -> None:
    """What is near a near picture belongs to the same group."""
    base = PICTURES[0].astype(float)
    noise = np.random.default_rng(0).normal(0, 1, base.shape)
    chain = np.stack([np.clip(base + k * noise, 0, 255) for k in range(3)]).astype(np.uint8)
    assert len(set(similarity.groups(chain))) == 1


def test_no_picture_and_one_picture() -> None:
    assert similarity.groups(PICTURES[:0]).shape == (0,)
    assert similarity.groups(PICTURES[:1]).tolist() == [0]
