"""The original course's HDF5 file in all its forms, and what is said where a file is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import numpy.typing as npt
import pytest
from portraits import NAMES, pixels

from autograder.datasets.hdf5 import FileUnusable, read

Arrays = dict[str, npt.NDArray[np.generic]]


def arrays() -> Arrays:
    """Two training pictures of each person, one for validation and one for the test, 24x24, as bytes."""
    made: Arrays = {}
    for first, (part, each) in enumerate({"train": 2, "valid": 1, "test": 1}.items()):
        made[f"X_{part}_8_faces"] = pixels(8 * each, first=100 * first, size=24)
        made[f"Y_{part}_8_faces"] = np.repeat(np.arange(8), each)
    return made


def written(path: Path, made: Arrays) -> Path:
    with h5py.File(path, "w") as file:
        for name, array in made.items():
            file.create_dataset(name, data=array, compression="gzip")
    return path


def of_images(change: Callable[[npt.NDArray[np.generic]], npt.ArrayLike]) -> Arrays:
    return {k: np.asarray(change(v)) if k[0] == "X" else v for k, v in arrays().items()}


def of_labels(change: Callable[[npt.NDArray[np.generic]], npt.ArrayLike]) -> Arrays:
    return {k: np.asarray(change(v)) if k[0] == "Y" else v for k, v in arrays().items()}


FORMS = {
    "bytes": arrays,
    "0 to 1": lambda: of_images(lambda x: x.astype(np.float32) / 255),
    "0 to 255": lambda: of_images(lambda x: x.astype(np.float64)),
    "channels first": lambda: of_images(lambda x: np.moveaxis(x, -1, 1)),
    "one hot": lambda: of_labels(lambda y: np.eye(8)[y]),
    "column": lambda: of_labels(lambda y: y[:, None].astype(np.uint8)),
    "float labels": lambda: of_labels(lambda y: y.astype(np.float32)),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_gives_the_same(form: Callable[[], Arrays], tmp_path: Path) -> None:
    found = read(written(tmp_path / "faces.h5", form()), size=24)
    expected = [arrays()[f"X_{part}_8_faces"] for part in ("train", "valid", "test")]
    assert np.array_equal(found.images, np.concatenate(expected))
    assert found.labels.tolist() == [*np.repeat(np.arange(8), 2), *range(8), *range(8)]
    assert found.parts == ("train",) * 16 + ("valid",) * 8 + ("test",) * 8


def test_images_of_any_size_are_brought_to_the_one_wanted(tmp_path: Path) -> None:
    assert read(written(tmp_path / "faces.h5", arrays()), size=48).images.shape == (32, 48, 48, 3)


@pytest.mark.parametrize("axis", [1, -1, None])
def test_grey_images_get_three_equal_channels(axis: int | None, tmp_path: Path) -> None:
    grey = of_images(lambda x: x[..., 0] if axis is None else np.expand_dims(x[..., 0], axis))
    found = read(written(tmp_path / "faces.h5", grey), size=24).images
    assert np.array_equal(found[..., 0], found[..., 1]) and np.array_equal(found[..., 0], found[..., 2])


def test_a_dark_part_is_not_taken_for_fractions(tmp_path: Path) -> None:
    """The range of all parts together says what white is."""
    made = of_images(lambda x: x.astype(np.float32))
    made["X_test_8_faces"] = made["X_test_8_faces"] / np.float32(10)
    assert read(written(tmp_path / "faces.h5", made), size=24).images[-8:].max() < 26


def test_names_are_those_of_the_labels_in_order(tmp_path: Path) -> None:
    path = written(tmp_path / "faces.h5", arrays())
    assert read(path).names[:2] == ("Person 0", "Person 1")
    assert read(path, names=NAMES[::-1]).names == NAMES[::-1]
    with pytest.raises(FileUnusable, match="give --person 8 times"):
        read(path, names=NAMES[:3])


def without(name: str) -> Arrays:
    return {key: array for key, array in arrays().items() if key != name}


BAD: dict[str, tuple[Callable[[], Arrays], str]] = {
    "missing": (
        lambda: without("Y_valid_8_faces"),
        "no array Y_valid_8_faces; it has: X_test_8_faces, X_train",
    ),
    "empty": (dict, "no array X_train_8_faces; it has: nothing"),
    "standardised": (lambda: of_images(lambda x: x / 64.0 - 2), "pixel values from -1.* to 1.*standardised"),
    "nan": (lambda: of_images(lambda x: np.where(x > 200, np.nan, x / 255)), "pixel values from nan"),
    "flat": (lambda: of_images(lambda x: x.reshape(len(x), -1)), r"shape \(16, 1728\); expected \(n, height"),
    "axes": (lambda: of_images(lambda x: np.moveaxis(x, -1, 0)), r"of at least 8x8|expected \(n, height"),
    "text": (lambda: of_labels(lambda y: y.astype("S1")), "holds no numbers"),
    "from 1": (lambda: of_labels(lambda y: y + 1), "labels from 1 to 8; expected whole numbers from 0 to 7"),
    "fractions": (lambda: of_labels(lambda y: y + 0.5), "expected whole numbers"),
    "two hot": (lambda: of_labels(lambda y: np.eye(8)[y] + np.eye(8)[0]), "one 1 and else 0"),
    "ten": (lambda: of_labels(lambda y: np.eye(10)[y]), r"shape \(16, 10\); expected \(n,\) or \(n, 8\)"),
    "fewer": (lambda: arrays() | {"Y_test_8_faces": np.arange(7)}, "8 images and 7 labels in its test part"),
}


@pytest.mark.parametrize(("make", "message"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_told(make: Callable[[], Arrays], message: str, tmp_path: Path) -> None:
    with pytest.raises(FileUnusable, match=message):
        read(written(tmp_path / "faces.h5", make()))


def test_a_file_that_claims_to_be_huge_is_not_read(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "faces.h5", "w") as file:
        file.create_dataset("X_train_8_faces", shape=(10**9, 48, 48, 3), dtype="u1", chunks=(1, 48, 48, 3))
    with pytest.raises(FileUnusable, match="too large"):
        read(tmp_path / "faces.h5")


def test_other_files_and_none_are_told(tmp_path: Path) -> None:
    (tmp_path / "faces.h5").write_bytes(b"no HDF5 at all")
    with pytest.raises(FileUnusable, match="no HDF5 file"):
        read(tmp_path / "faces.h5")
    with pytest.raises(FileUnusable, match="There is no file"):
        read(tmp_path / "elsewhere.h5")


def test_images_that_show_nothing_are_left_out(tmp_path: Path) -> None:
    made = arrays()
    made["X_train_8_faces"][3] = 7
    found = read(written(tmp_path / "faces.h5", made))
    assert len(found.images) == 31 and found.problems == (("train 3", "shows one colour only"),)
