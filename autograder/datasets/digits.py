"""Handwritten digits for the quiz and the CNN: from where they come, and how they are split.

Students get 4000 training and 1000 validation images, the grader keeps others that no student has. The
images are MNIST (LeCun, Cortes & Burges), or, where that cannot be had, the digits that scikit-learn
brings along (Alpaydin & Kaynak, UCI), enlarged and centred the way MNIST is.
"""

from __future__ import annotations

import gzip
import socket
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from autograder.datasets.heldout import HeldOut, HeldOutDigits
from autograder.errors import AutograderError
from autograder.files import replaced

Images = npt.NDArray[np.uint8]
Array = npt.NDArray[Any]

MNIST = "MNIST"
SCIKIT_LEARN = "scikit-learn's handwritten digits, brought to 28x28"
ASSIGNMENTS = ("weight_init_quiz", "keras_cnn")
FILE = "digits.npz"
WANTED = (4000, 1000, 1000)
SIZE = 28
FEWEST = 10  # different images of each digit: below, the parts cannot have equal shares
_PATIENCE = 10.0  # seconds without an answer before a download is given up
_BOX = 20  # MNIST's digits fill a box of 20x20 and have their centre of mass in the middle
_IDX_IMAGES, _IDX_LABELS = 0x803, 0x801
_IDX_FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


class DigitsUnusable(AutograderError):
    """Raised when a file of digits cannot be read, or holds something else."""


@dataclass(frozen=True)
class Digits:
    """Digits and what they are.

    Parameters
    ----------
    images
        uint8, shape (n, 28, 28).
    labels
        uint8, shape (n,), 0 to 9.
    source
        In words.
    """

    images: Images
    labels: npt.NDArray[np.uint8]
    source: str


@dataclass(frozen=True)
class Split:
    """Digits in three parts that share no image."""

    train: Digits
    validation: Digits
    heldout: Digits


def from_file(path: Path) -> Digits:
    """Read MNIST from an .npz file as Keras has it, or from a folder with the four idx files.

    Raises
    ------
    DigitsUnusable
        Says what the file holds instead.
    """
    return _from_idx(path) if path.is_dir() else _from_npz(path)


def from_keras() -> Digits:
    """Have Keras load MNIST: from its cache, or by its own download.

    Raises
    ------
    DigitsUnusable
        When it is neither there nor can be downloaded.
    """
    import keras  # takes seconds, and only this needs it

    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_PATIENCE)  # Keras itself would wait for ever
    try:
        train, test = keras.datasets.mnist.load_data()
    except Exception as error:  # whatever a download can fail with
        reason = " ".join(str(error).split())[:200]
        raise DigitsUnusable(
            f"Keras could not load MNIST ({reason}). Name a file with --file, or use --offline."
        ) from error
    finally:
        socket.setdefaulttimeout(before)
    return _joined("Keras", train, test)


def from_scikit_learn() -> Digits:
    """Return the digits that scikit-learn brings along (1797 of 8x8), brought to 28x28."""
    from sklearn.datasets import load_digits

    found = load_digits()
    images = np.stack([enlarge(image) for image in found.images])
    return Digits(images, found.target.astype(np.uint8), SCIKIT_LEARN)


def enlarge(image: Array) -> Images:
    """Bring a small picture of a digit to 28x28, as MNIST has its digits.

    The strokes' bounding box is scaled smoothly, so that its longer side has 20 pixels, and laid so that
    the centre of mass is in the middle.

    Parameters
    ----------
    image
        Shape (height, width), 0 is empty; not empty as a whole.

    Returns
    -------
    ndarray of uint8, shape (28, 28)
    """
    rows, columns = np.nonzero(image)
    part = np.asarray(image, dtype=np.float64)[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    part = ndimage.zoom(
        np.pad(part, 1), _BOX / max(part.shape), order=3, mode="grid-constant", grid_mode=True
    )
    part = np.clip(part / part.max(), 0.0, 1.0)
    part = np.clip((part - 0.25) / 0.5, 0.0, 1.0)  # strokes with clear edges, as a pen makes them
    canvas = np.zeros((2 * SIZE, 2 * SIZE))
    top, left = SIZE - part.shape[0] // 2, SIZE - part.shape[1] // 2
    canvas[top : top + part.shape[0], left : left + part.shape[1]] = part
    row, column = (round(centre) for centre in ndimage.center_of_mass(canvas))
    half = SIZE // 2
    window = canvas[row - half : row + half, column - half : column + half]
    return np.asarray(np.round(255 * window), dtype=np.uint8)


def _from_npz(path: Path) -> Digits:
    names = ("x_train", "y_train", "x_test", "y_test")
    if not path.exists():
        raise DigitsUnusable(f"There is no file {path}.")
    if not zipfile.is_zipfile(path):  # numpy would take it for a pickle, and advise to load it all the same
        raise DigitsUnusable(f"{path} is not an .npz file of MNIST.")
    try:
        with np.load(path, allow_pickle=False) as archive:
            x_train, y_train, x_test, y_test = (archive[name] for name in names)
    except KeyError:
        raise DigitsUnusable(f"{path} does not hold the arrays {', '.join(names)}.") from None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        reason = " ".join(str(error).split())
        raise DigitsUnusable(f"{path} is not an .npz file of MNIST ({reason}).") from error
    return _joined(str(path), (x_train, y_train), (x_test, y_test))


def _from_idx(folder: Path) -> Digits:
    x_train, y_train, x_test, y_test = (_read_idx(folder, name) for name in _IDX_FILES)
    return _joined(str(folder), (x_train, y_train), (x_test, y_test))


def _read_idx(folder: Path, name: str) -> Images:
    """Read one of MNIST's files: a magic number, the sizes (all big-endian int32), then bytes."""
    spellings = [name, f"{name}.gz", name.replace("-idx", ".idx"), name.replace("-idx", ".idx") + ".gz"]
    path = next((folder / spelling for spelling in spellings if (folder / spelling).is_file()), None)
    if path is None:
        raise DigitsUnusable(f"{folder} lacks the file {name} (or {name}.gz).")
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise DigitsUnusable(f"{path} cannot be read ({error}).") from error
    magic = _IDX_IMAGES if "images" in name else _IDX_LABELS
    axes = magic & 0xFF
    head = 4 * (1 + axes)
    if len(data) < head or struct.unpack(">i", data[:4]) != (magic,):
        raise DigitsUnusable(f"{path} is not an idx file of MNIST: its first bytes are others.")
    shape = struct.unpack(f">{axes}i", data[4:head])
    if min(shape) < 0 or len(data) - head != int(np.prod(shape)):
        raise DigitsUnusable(f"{path} is cut off or too long: its head says {shape}.")
    return np.frombuffer(data, dtype=np.uint8, offset=head).reshape(shape)


def _joined(where: str, *parts: tuple[Array, Array]) -> Digits:
    """Put MNIST's own training and test part together, after a look at each."""
    for images, labels in parts:
        if images.ndim != 3 or images.shape[1:] != (SIZE, SIZE) or images.dtype != np.uint8:
            found = f"images of shape {images.shape} and type {images.dtype}"
            raise DigitsUnusable(f"{where} holds {found}; MNIST has (n, {SIZE}, {SIZE}) and uint8.")
        is_digits = labels.dtype.kind in "iu" and set(np.unique(labels)) <= set(range(10))
        if labels.shape != images.shape[:1] or not is_digits:
            raise DigitsUnusable(f"{where} holds labels that are not one digit for each image.")
    return Digits(
        np.concatenate([images for images, _ in parts]),
        np.concatenate([labels for _, labels in parts]).astype(np.uint8),
        MNIST,
    )


def split(digits: Digits, seed: int, wanted: Sequence[int] = WANTED) -> Split:
    """Split digits into training, validation and held-out images, each with the same shares of digits.

    Of images that are equal to the last pixel only one is used, so that no held-out image is among the
    students'. Where there are not enough, all three parts shrink in proportion.

    Parameters
    ----------
    digits
        All of them.
    seed
        Decides who gets which image, and their order.
    wanted
        Numbers of training, validation and held-out images.

    Raises
    ------
    DigitsUnusable
        When there are too few of some digit.
    """
    _, distinct = np.unique(digits.images.reshape(len(digits.images), -1), axis=0, return_index=True)
    distinct = np.sort(distinct)
    counts = np.bincount(digits.labels[distinct], minlength=10)
    if counts.min() < FEWEST:
        rare = int(counts.argmin())
        raise DigitsUnusable(
            f"There are only {counts[rare]} different images of the digit {rare}; it takes {FEWEST} at least."
        )
    from sklearn.model_selection import train_test_split  # takes a second, and only this needs it

    # scikit-learn takes no newer kind of generator, and no seed that large
    rng = np.random.RandomState(np.random.MT19937(seed))
    share = min(1.0, len(distinct) / sum(wanted))
    n_train, n_validation, n_heldout = (int(share * number) for number in wanted)
    train, rest = train_test_split(
        distinct,
        train_size=n_train,
        test_size=n_validation + n_heldout,
        stratify=digits.labels[distinct],
        random_state=rng,
    )
    validation, heldout = train_test_split(
        rest, train_size=n_validation, stratify=digits.labels[rest], random_state=rng
    )
    return Split(*(_take(digits, part) for part in (train, validation, heldout)))


def _take(digits: Digits, chosen: Array) -> Digits:
    return Digits(digits.images[chosen], digits.labels[chosen], digits.source)


def student_files(root: Path, assignments: Sequence[str] = ASSIGNMENTS) -> list[Path]:
    """Return where the students' digits belong in a course directory."""
    folders = [root / stage / name for stage in ("source", "release") for name in assignments]
    return [folder / FILE for folder in folders if folder.is_dir()]


def prepare(
    root: Path, digits: Digits, seed: int, *, heldout: HeldOut, assignments: Sequence[str] = ASSIGNMENTS
) -> Split:
    """Split digits and write them: for the students beside their notebooks, the rest to the held-out store.

    Parameters
    ----------
    root
        The course directory.
    digits
        All of them.
    seed
        See `split`.
    heldout
        The held-out store.
    assignments
        Those that get the digits, in ``source/`` and, where they are released, in ``release/``.

    Raises
    ------
    DigitsUnusable
        When the course has none of the assignments.
    """
    files = student_files(root, assignments)
    if not files:
        raise DigitsUnusable(f"{root} has none of the assignments {', '.join(assignments)} in source/.")
    parts = split(digits, seed)
    heldout.write_digits(
        HeldOutDigits(parts.heldout.images, parts.heldout.labels.astype(np.int64), digits.source)
    )
    for path in files:
        with replaced(path, mode=0o644) as file:
            np.savez_compressed(
                file,
                X_train=parts.train.images,
                y_train=parts.train.labels,
                X_val=parts.validation.images,
                y_val=parts.validation.labels,
                source=np.array(digits.source),
            )
    return parts
