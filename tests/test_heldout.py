"""The store of held-out data: what is written comes back, only the owner sees it, damage is told."""

from __future__ import annotations

import dataclasses
import json
import stat
from pathlib import Path

import numpy as np
import pytest

from autograder.datasets.heldout import HeldOut, HeldOutDigits, HeldOutFaces, HeldOutMissing

RNG = np.random.default_rng(0)
DIGITS = HeldOutDigits(
    images=RNG.integers(0, 256, (5, 28, 28), dtype=np.uint8), labels=np.arange(5), source="some digits"
)
FACES = HeldOutFaces(
    images=RNG.integers(0, 256, (4, 6, 6, 3), dtype=np.uint8),
    labels=np.array([0, 1, 2, 3]),
    true_labels=np.array([0, 1, 7, -1]),
    half=np.array(["public", "private", "public", "private"]),
    ids=("a", "b", "c", "d"),
    names=tuple("ABCDEFGH"),
    validation_images=RNG.integers(0, 256, (2, 6, 6, 3), dtype=np.uint8),
    validation_labels=np.array([1, 0]),
    noisy_train=np.array([True, False, False]),
    target=0.7,
)


def same(one: object, other: object) -> bool:
    fields = [field.name for field in dataclasses.fields(one)]  # type: ignore[arg-type]
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in fields)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_digits_come_back(tmp_path: Path) -> None:
    store = HeldOut(tmp_path / "heldout")
    store.write_digits(DIGITS)
    assert same(store.digits(), DIGITS)


def test_faces_come_back_with_their_card(tmp_path: Path) -> None:
    store = HeldOut(tmp_path / "heldout")
    store.write_faces(FACES, {"seed": 7})
    assert same(store.faces(), FACES)
    assert json.loads((store.directory / "faces.json").read_text()) == {"seed": 7}


def test_noise_that_is_not_known_is_none(tmp_path: Path) -> None:
    store = HeldOut(tmp_path / "heldout")
    store.write_faces(dataclasses.replace(FACES, noisy_train=None), {})
    assert store.faces().noisy_train is None


def test_only_the_owner_sees_it(tmp_path: Path) -> None:
    folder = tmp_path / "heldout"
    folder.mkdir(mode=0o755)
    store = HeldOut(folder)
    store.write_digits(DIGITS)
    assert mode(folder) == 0o700 and mode(folder / "digits.npz") == 0o600
    assert mode(store.private_folder("entries")) == 0o700


def test_what_comes_is_unpacked_once_and_anew_when_it_was_replaced(tmp_path: Path) -> None:
    store = HeldOut(tmp_path)
    store.write_digits(DIGITS)
    assert store.digits().images is HeldOut(tmp_path).digits().images
    with pytest.raises(ValueError, match="read-only"):
        store.digits().images[0] = 0
    store.write_digits(dataclasses.replace(DIGITS, images=255 - DIGITS.images))
    np.testing.assert_array_equal(store.digits().images, 255 - DIGITS.images)


def test_writing_again_replaces_and_leaves_nothing_else(tmp_path: Path) -> None:
    store = HeldOut(tmp_path)
    store.write_digits(DIGITS)
    store.write_digits(dataclasses.replace(DIGITS, source="others"))
    assert store.digits().source == "others"
    assert [path.name for path in tmp_path.iterdir()] == ["digits.npz"]


def test_what_fails_halfway_keeps_the_old_data(tmp_path: Path) -> None:
    store = HeldOut(tmp_path)
    store.write_digits(DIGITS)

    class Unwritable:
        def __array__(self, *args: object, **kwargs: object) -> None:
            raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        store.write_digits(dataclasses.replace(DIGITS, images=Unwritable()))  # type: ignore[arg-type]
    assert same(store.digits(), DIGITS)
    assert [path.name for path in tmp_path.iterdir()] == ["digits.npz"]


def test_missing_data_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(HeldOutMissing, match="autograder data mnist"):
        HeldOut(tmp_path).digits()
    with pytest.raises(HeldOutMissing, match="autograder data faces"):
        HeldOut(tmp_path).faces()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"no archive at all"])
def test_damaged_data_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "digits.npz").write_bytes(content)
    with pytest.raises(HeldOutMissing, match="cannot be used"):
        HeldOut(tmp_path).digits()


def test_objects_are_never_unpickled(tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (tmp_path / "exploded",)  # type: ignore[return-value]

    np.savez(tmp_path / "digits.npz", X_test=np.array([Bomb()]), y_test=np.arange(1), source=np.array("x"))
    with pytest.raises(HeldOutMissing, match="cannot be used"):
        HeldOut(tmp_path).digits()
    assert not (tmp_path / "exploded").exists()
