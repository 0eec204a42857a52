"""Which pictures show nearly the same: perceptual hashes, compared pair by pair, and a second look.

A hash is the sign pattern of the lowest frequencies of a picture (64 coefficients of a discrete cosine
transform of its grey values, each compared with their median; C. Zauner, "Implementation and benchmarking
of perceptual image hash functions", 2010). Pictures that were scaled, compressed or made lighter keep
nearly all bits. But faces that were all cut to the same frame look alike to such a hash, too. So a second
look decides: the fine structure of both pictures, light and contrast taken out, is laid over each other at
the best of a few shifts, and has to correlate.

Both limits were set on photographs of faces, by looking at the pairs in the order of their correlation:
above the limit nearly all are two versions of one photograph, below soon hardly any.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import fft, ndimage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Images = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Spectra = npt.NDArray[np.complex64]
Hashes = npt.NDArray[np.uint64]

MOST_DIFFERENT_BITS = 16
LEAST_CORRELATION = 0.84
_SIDE = 32
_LOW = 8
_SHIFT = 3
_BLOCK = 512


def perceptual_hashes(images: Images) -> Hashes:
    """Return a hash of 64 bits for each picture.

    Parameters
    ----------
    images
        uint8, shape (n, height, width, 3).

    Returns
    -------
    ndarray of uint64, shape (n,)
    """
    return _hashes(_grey(images))


def groups(images: Images) -> Integers:
    """Join pictures that are nearly the same, also where one of them is a mirror image.

    Parameters
    ----------
    images
        uint8, shape (n, height, width, 3).

    Returns
    -------
    ndarray of int64, shape (n,)
        A number for each picture, the same for those that are alike; who resembles one of a group belongs
        to it.
    """
    count = len(images)
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    nothing = np.zeros((2, 0), dtype=np.int64)
    pairs = np.concatenate([nothing, *_pairs(_grey(images))], axis=1)
    graph = coo_array((np.ones(pairs.shape[1], dtype=np.bool_), (pairs[0], pairs[1])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def exact_copies(images: Images) -> Integers:
    """Return for each picture the index of the first one that is equal to it in every pixel.

    Parameters
    ----------
    images
        uint8, shape (n, height, width, 3).
    """
    first: dict[bytes, int] = {}
    return np.array([first.setdefault(image.tobytes(), k) for k, image in enumerate(images)], dtype=np.int64)


def _grey(images: Images) -> Floats:
    """Grey values at 32x32, shape (n, 32, 32)."""
    small = [
        np.asarray(Image.fromarray(image).convert("L").resize((_SIDE, _SIDE), Image.Resampling.BOX))
        for image in images
    ]
    return np.array(small, dtype=np.float64).reshape(-1, _SIDE, _SIDE)


def _hashes(grey: Floats) -> Hashes:
    spectrum = fft.dctn(grey, axes=(1, 2), norm="ortho")[:, : _LOW + 1, : _LOW + 1]
    low = spectrum[:, :_LOW, :_LOW].reshape(len(grey), -1)
    low[:, 0] = spectrum[:, 0, _LOW]  # the mean says nothing: the next frequency takes its place
    bits = low > np.median(low, axis=1, keepdims=True)
    return np.packbits(bits, axis=1).view(np.uint64).ravel()


def _pairs(grey: Floats) -> Iterator[Integers]:
    """Pairs of pictures that are alike, in blocks of shape (2, k)."""
    hashes, spectra = _hashes(grey), _spectra(grey)
    mirrored = grey[:, :, ::-1]
    for other_hashes, other_spectra in ((hashes, spectra), (_hashes(mirrored), _spectra(mirrored))):
        for start in range(0, len(grey), _BLOCK):
            bits = np.bitwise_count(hashes[start : start + _BLOCK, None] ^ other_hashes[None, start:])
            one, other = np.nonzero(np.triu(bits <= MOST_DIFFERENT_BITS, k=1))
            one, other = one + start, other + start
            for part in range(0, len(one), _BLOCK):
                left, right = one[part : part + _BLOCK], other[part : part + _BLOCK]
                alike = _correlations(spectra[left], other_spectra[right]) >= LEAST_CORRELATION
                yield np.stack([left[alike], right[alike]])


def _spectra(grey: Floats) -> Spectra:
    """Fine structure as a Fourier transform, shape (n, 32, 17), scaled so that a product is a correlation."""
    fine = grey - ndimage.gaussian_filter(grey, (0, 3, 3))
    contrast = np.sqrt(ndimage.gaussian_filter(fine**2, (0, 4, 4)))
    fine = fine / (contrast + 4)  # where there is less contrast than that, there is only noise
    window = np.sqrt(np.hanning(_SIDE + 2)[1:-1])  # edges leave the frame when a picture is shifted
    fine = (fine - fine.mean(axis=(1, 2), keepdims=True)) * np.outer(window, window)
    length = np.linalg.norm(fine, axis=(1, 2), keepdims=True)
    return np.asarray(fft.rfft2((fine / np.maximum(length, 1e-9)).astype(np.float32)))


def _correlations(one: Spectra, other: Spectra) -> Floats:
    """The best correlation of each pair over all small shifts."""
    maps = fft.irfft2(one * other.conj(), s=(_SIDE, _SIDE))
    shifts = np.arange(-_SHIFT, _SHIFT + 1)
    return np.asarray(maps[:, shifts][:, :, shifts].max(axis=(1, 2)))
