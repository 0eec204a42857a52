"""One photograph: all modes become RGB, EXIF is obeyed, the middle is cut out, trouble has a reason."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from portraits import portrait

from autograder.datasets import photo
from autograder.datasets.photo import PhotoUnusable, load, square


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)  # type: ignore[arg-type]
    return file.getvalue()


def halves(left: tuple[int, int, int], right: tuple[int, int, int]) -> Image.Image:
    image = Image.new("RGB", (60, 60), left)
    image.paste(right, (30, 0, 60, 60))
    return image


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "CMYK", "RGB"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    kind = "TIFF" if mode == "CMYK" else "PNG"
    image = load(saved(halves((0, 0, 0), (255, 255, 255)).convert(mode), kind))
    result = square(image, 16)
    assert image.mode == "RGB" and result.shape == (16, 16, 3) and result.dtype == np.uint8
    assert result[:, :6].max() < 10 and result[:, -6:].min() > 245


def test_what_is_transparent_is_white() -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image.paste((200, 0, 0, 255), (0, 0, 20, 40))
    result = square(load(saved(image)), 40)
    assert result[20, 5].tolist() == [200, 0, 0] and result[20, 35].tolist() == [255, 255, 255]


def test_sixteen_bits_are_scaled_not_cut_off() -> None:
    deep = np.linspace(0, 65535, 40 * 40).reshape(40, 40).astype(np.uint16)
    result = square(load(saved(Image.fromarray(deep))), 40)
    assert abs(int(result[20, 20, 0]) - 131) <= 2 and result.max() == 255


def test_exif_turns_the_picture_unless_its_pixels_are_asked_for() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise: left comes to the top
    data = saved(halves((250, 0, 0), (0, 0, 250)), "JPEG", exif=exif, quality=95)
    turned, stored = (square(load(data, upright=upright), 60) for upright in (True, False))
    assert turned[5, 30, 0] > 200 and turned[55, 30, 2] > 200
    assert stored[30, 5, 0] > 200 and stored[30, 55, 2] > 200


@pytest.mark.parametrize("shape", [(100, 40), (40, 100)])
def test_the_square_is_the_middle(shape: tuple[int, int]) -> None:
    image = Image.new("RGB", shape, (250, 0, 0))
    middle = (shape[0] // 2 - 20, shape[1] // 2 - 20)
    image.paste(halves((0, 250, 0), (0, 0, 0)).resize((40, 40), Image.Resampling.NEAREST), middle)
    assert square(image, 40)[..., 0].max() == 0


def test_scaling_down_averages() -> None:
    """One pixel in two is white: without antialiasing the result would be black or white."""
    lines = np.zeros((200, 200, 3), dtype=np.uint8)
    lines[:, ::2] = 255
    lines[:, :100] //= 2  # else it is one colour all over
    result = square(Image.fromarray(lines), 20)
    assert np.abs(result[:, 13:].astype(int) - 127).max() < 12


def test_a_large_jpeg_is_shrunk_while_it_is_decoded_but_not_too_far() -> None:
    data = saved(portrait(0, 1600, 1600), "JPEG")
    assert 4 * 48 <= load(data, least=48).width < 1600
    assert load(data).width == 1600


def animation() -> bytes:
    return saved(portrait(0), "GIF", save_all=True, append_images=[portrait(1)])


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "is empty"),
    "text": (lambda: b"<html>not found</html>", "is not an image"),
    "cut off": (lambda: saved(portrait(0, 300, 300), "JPEG")[:2000], "is broken"),
    "damaged": (lambda: saved(portrait(0))[:60] + bytes(400), "is broken"),
    "animated": (animation, "several pictures"),
    "tiny": (lambda: saved(portrait(0, 47, 80)), r"smaller than 48x48 \(47x80\)"),
    "postscript": (lambda: saved(portrait(0), "EPS"), "is not an image"),
    "floats": (lambda: saved(Image.new("F", (60, 60)), "TIFF"), "unusual kind"),
}


@pytest.mark.parametrize(("make", "reason"), BAD.values(), ids=BAD)
def test_what_cannot_be_used_has_a_reason(make: Callable[[], bytes], reason: str, tmp_path: Path) -> None:
    data = make()
    with pytest.raises(PhotoUnusable, match=reason):
        load(data, least=48)
    (tmp_path / "photo").write_bytes(data)
    with pytest.raises(PhotoUnusable, match=reason):
        load(tmp_path / "photo", least=48)


@pytest.mark.parametrize("pixels", [11_000, 20_000])
def test_a_bomb_is_not_decoded(pixels: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice: where our limit says so, and where Pillow's does before ours is asked."""
    monkeypatch.setattr(photo, "MAX_PIXELS", 10_000)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 8_000)
    with pytest.raises(PhotoUnusable, match="million pixels"):
        load(saved(Image.new("RGB", (pixels // 100, 100))))


def test_one_colour_is_nothing_to_see() -> None:
    with pytest.raises(PhotoUnusable, match="one colour"):
        square(Image.new("RGB", (60, 60), "navy"), 48)


def test_a_telephones_heic_is_called_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "IMG_1.HEIC"
    path.write_bytes(b"\0\0\0\x18ftypheic" + bytes(100))
    with pytest.raises(PhotoUnusable, match="convert it to JPEG"):
        load(path)


def test_a_missing_file_is_a_reason_as_well(tmp_path: Path) -> None:
    with pytest.raises(PhotoUnusable, match="cannot be read"):
        load(tmp_path / "gone.png")


def test_a_second_picture_in_a_telephones_jpeg_does_not_matter() -> None:
    data = saved(portrait(0, 60, 60), "MPO", save_all=True, append_images=[portrait(1, 60, 60)])
    assert load(data).size == (60, 60)
