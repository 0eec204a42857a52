"""One file with a photograph, of whatever kind: opened carefully, and brought to a small square."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from autograder.errors import AutograderError

Images = npt.NDArray[np.uint8]

# Only these decoders see the bytes: others start programs (EPS) or are hardly ever needed for photographs.
FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
MAX_PIXELS = 120_000_000  # a picture of a few kilobytes can claim to be much larger, and fill the memory
MAX_BYTES = 200_000_000
_FLAT = 2.0  # standard deviation of each colour below which there is nothing to see
_APPLE = (".heic", ".heif")


class PhotoUnusable(AutograderError):
    """Raised when a file holds no photograph that can be used; the message is the reason alone."""


def load(file: Path | bytes, *, upright: bool = True, least: int = 0) -> Image.Image:
    """Open a photograph as RGB.

    Parameters
    ----------
    file
        Its path, or its content.
    upright
        Whether to turn it as its EXIF data ask for. Boxes that were found on the stored pixels need them as
        they are.
    least
        Height and width that it has to have. A JPEG that is much larger is decoded at a fraction of its
        size, as long as both stay at least four times as large; 0 decodes all of it.

    Raises
    ------
    PhotoUnusable
        With the reason.
    """
    try:
        size = len(file) if isinstance(file, bytes) else file.stat().st_size
    except OSError as error:
        raise PhotoUnusable(f"cannot be read ({error.strerror})") from error
    if size == 0:
        raise PhotoUnusable("is empty")
    if size > MAX_BYTES:
        raise PhotoUnusable(f"is larger than {MAX_BYTES // 1_000_000} MB")
    try:
        # a picture may be odd in many ways that Pillow copes with, but warns about
        with warnings.catch_warnings(action="ignore"):
            return _decoded(io.BytesIO(file) if isinstance(file, bytes) else file, upright, least)
    except PhotoUnusable:
        raise
    except UnidentifiedImageError:
        apple = isinstance(file, Path) and file.suffix.lower() in _APPLE
        hint = "is in Apple's HEIC format, convert it to JPEG" if apple else "is not an image"
        raise PhotoUnusable(hint) from None
    except Image.DecompressionBombError:
        raise PhotoUnusable(_too_large()) from None
    except Exception as error:  # decoders raise nearly anything when bytes are broken
        raise PhotoUnusable(f"is broken ({' '.join(str(error).split())[:80]})") from error


def square(image: Image.Image, size: int) -> Images:
    """Cut the largest square out of the middle, and scale it with antialiasing.

    Parameters
    ----------
    image
        RGB, of any size.
    size
        Height and width of the result.

    Returns
    -------
    ndarray of uint8, shape (size, size, 3)

    Raises
    ------
    PhotoUnusable
        When there is nothing to see: one colour all over.
    """
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    box = (left, top, left + side, top + side)
    pixels = np.asarray(image.resize((size, size), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0))
    if pixels.std(axis=(0, 1)).max() < _FLAT:
        raise PhotoUnusable("shows one colour only")
    return pixels


def _decoded(file: Path | io.BytesIO, upright: bool, least: int) -> Image.Image:
    Image.init()  # not every build of Pillow knows all of them
    known = [name for name in FORMATS if name in Image.OPEN]
    with Image.open(file, formats=known) as image:
        if image.width * image.height > MAX_PIXELS:
            raise PhotoUnusable(_too_large())
        if min(image.size) < least:
            raise PhotoUnusable(f"is smaller than {least}x{least} ({image.width}x{image.height})")
        # MPO: JPEGs of many telephones, with a small second picture for 3D
        if getattr(image, "is_animated", False) and image.format != "MPO":
            raise PhotoUnusable("holds several pictures (an animation, or pages)")
        if least:
            image.draft(None, (4 * least, 4 * least))
        image.load()
        return _rgb(ImageOps.exif_transpose(image) if upright else image)


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):  # convert() would cut everything above 255 off
        deep = np.asarray(image).astype(np.float64)
        image = Image.fromarray(np.round(deep / 257).astype(np.uint8))
    elif image.mode in ("I", "F"):
        raise PhotoUnusable(f"has pixels of an unusual kind (mode {image.mode})")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def _too_large() -> str:
    return f"has more than {MAX_PIXELS // 1_000_000} million pixels"
