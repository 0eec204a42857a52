"""The faces as a data set: its parts, what students get and what stays in the store, and using it again."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from portraits import NAMES, pixels

from autograder import entries
from autograder.datasets import faces
from autograder.datasets.faces import FacesUnusable, check_private, check_unused, make, write
from autograder.datasets.heldout import HeldOut
from autograder.datasets.pictures import Pictures
from autograder.datasets.split import TooFewPictures

WANTED = (6, 2, 2)


def pictures(each: int = 10, first: int = 0) -> Pictures:
    """Pictures of eight people; the first one of each bears a wrong label."""
    labels = np.repeat(np.arange(8), each)
    true = labels.copy()
    true[::each] = (true[::each] + 1) % 8
    return Pictures(
        images=pixels(8 * each, first),
        labels=labels,
        names=NAMES,
        source="noise",
        licence="free",
        true_labels=true,
        origins=tuple(f"{NAMES[label]}/{k}.png" for k, label in enumerate(labels)),
        problems=(("x.txt", "is not an image"),),
    )


PICTURES = pictures()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    for stage in ("source", "release"):
        (tmp_path / stage / faces.ASSIGNMENT).mkdir(parents=True)
    return tmp_path


def made(given: Pictures = PICTURES, seed: int = 3, **options: object) -> faces.DataSet:
    return make(given, seed, **{"target": 0.5, "wanted": WANTED, **options})  # type: ignore[arg-type]


def student_files(course: Path, stage: str = "source") -> dict[str, np.ndarray]:
    with np.load(course / stage / faces.ASSIGNMENT / "faces.npz", allow_pickle=False) as file:
        return dict(file)


def keys(images: np.ndarray) -> list[bytes]:
    return [image.tobytes() for image in images]


def test_students_get_two_parts_and_the_store_the_third(course: Path) -> None:
    store = HeldOut(course / "heldout")
    written = write(made(), course, store)
    data, held = student_files(course), store.faces()
    assert sorted(data) == ["X_train", "X_val", "names", "y_train", "y_val"]
    assert (
        data["X_train"].shape == (48, 48, 48, 3)
        and data["X_train"].dtype == data["y_train"].dtype == np.uint8
    )
    assert np.bincount(data["y_train"]).tolist() == [6] * 8 and np.bincount(data["y_val"]).tolist() == [2] * 8
    assert np.bincount(held.labels).tolist() == [2] * 8 and tuple(data["names"]) == held.names == NAMES
    everything = keys(data["X_train"]) + keys(data["X_val"]) + keys(held.images)
    assert sorted(everything) == sorted(keys(PICTURES.images))
    assert {path.name for path in written} == {"faces.npz", "faces.json"} and len(written) == 4
    for stage in ("source", "release"):
        folder = course / stage / faces.ASSIGNMENT
        assert sorted(path.name for path in folder.iterdir()) == ["faces.json", "faces.npz"]
    assert stat.S_IMODE(store.directory.stat().st_mode) == 0o700


def test_each_label_and_what_is_known_of_it_goes_with_its_picture(course: Path) -> None:
    store = HeldOut(course / "heldout")
    write(made(), course, store)
    data, held = student_files(course), store.faces()
    index = {key: k for k, key in enumerate(keys(PICTURES.images))}
    assert PICTURES.true_labels is not None and held.noisy_train is not None
    train = [index[key] for key in keys(data["X_train"])]
    assert data["y_train"].tolist() == PICTURES.labels[train].tolist()
    assert held.noisy_train.tolist() == (PICTURES.true_labels != PICTURES.labels)[train].tolist()
    test = [index[key] for key in keys(held.images)]
    assert held.labels.tolist() == PICTURES.labels[test].tolist()
    assert held.true_labels.tolist() == PICTURES.true_labels[test].tolist()
    assert np.array_equal(held.validation_images, data["X_val"])
    assert held.validation_labels.tolist() == data["y_val"].tolist()
    for half in ("public", "private"):
        assert np.bincount(held.labels[held.half == half]).tolist() == [1] * 8
    assert len(set(held.ids)) == 16


def test_noise_that_is_not_known(course: Path) -> None:
    store = HeldOut(course / "heldout")
    data = made(replace(PICTURES, true_labels=None))
    write(data, course, store)
    assert store.faces().noisy_train is None and set(store.faces().true_labels) == {-1}
    assert data.public_card["label_noise"] == "unknown"


def test_the_order_gives_nothing_away(course: Path) -> None:
    """Neither people nor wrong labels nor halves come in rows."""
    data = made(pictures(30), wanted=(10, 10, 10))
    for labels in (
        data.heldout.labels,
        data.heldout.validation_labels,
        data.pictures.labels[data.parts.train],
    ):
        changes = int(np.sum(np.diff(labels) != 0))
        assert changes > 50  # of 79; sorted it were 7
    assert int(np.sum(data.heldout.half[1:] != data.heldout.half[:-1])) > 20


def test_the_seed_decides_everything_and_again_the_same(course: Path) -> None:
    one, same, other = made(seed=2**100), made(seed=2**100), made(seed=4)
    assert one.heldout.ids == same.heldout.ids and np.array_equal(one.heldout.images, same.heldout.images)
    assert np.array_equal(one.parts.train, same.parts.train) and one.private_card == same.private_card
    assert set(keys(one.heldout.images)) != set(keys(other.heldout.images))
    assert not set(one.heldout.ids) & set(other.heldout.ids)


def test_nothing_of_the_held_out_part_is_in_the_public_files_but_its_numbers(course: Path) -> None:
    data = made(seed=123456789)
    write(data, course, HeldOut(course / "heldout"))
    text = (course / "source" / faces.ASSIGNMENT / "faces.json").read_text()
    card = json.loads(text)
    assert card["held_out"] == {"public": 8, "private": 8} and card["train"] == dict.fromkeys(NAMES, 6)
    assert (card["chance"], card["target"], card["label_noise"]) == (0.125, 0.5, "known")
    assert (card["source"], card["licence"], card["size"]) == ("noise", "free", [48, 48, 3])
    for secret in ("123456789", "seed", ".png", *data.heldout.ids, *data.private_card["hashes"].values()):
        assert secret not in text
    held = set(keys(data.heldout.images))
    assert not held & set(keys(student_files(course, "release")["X_train"]))


def test_the_private_card_finds_every_picture(course: Path) -> None:
    card = made(made_from={"folder": "x"}).private_card
    assert (
        card["seed"] == 3
        and card["made_from"] == {"folder": "x"}
        and card["problems"] == [["x.txt", "is not an image"]]
    )
    origins = [origin for part in card["origins"].values() for origin in part]
    assert sorted(origins) == sorted(PICTURES.origins)
    assert len(card["held_out_ids"]) == len(card["origins"]["held_out"]) == 16


def test_the_same_picture_under_two_names_is_reported_and_scores_nobody() -> None:
    images = PICTURES.images.copy()
    images[15] = images[3]
    data = made(replace(PICTURES, images=images))
    assert data.private_card["under_several_names"] == [["Ada/3.png", "Bea/15.png"]]
    assert {3, 15} <= set(data.parts.train)


def test_a_source_that_is_split_keeps_its_parts_but_for_what_is_in_two() -> None:
    parts = tuple(("train",) * 6 + ("valid",) * 2 + ("test",) * 2) * 8
    images = PICTURES.images.copy()
    images[0] = images[8][:, ::-1]  # Ada: a training picture is a test picture in the mirror
    images[16] = images[18]  # Bea: a validation picture is a test picture
    data = made(replace(PICTURES, images=images, parts=parts))
    assert set(data.parts.test) == {k for k, part in enumerate(parts) if part == "test"}
    assert 0 not in data.parts.train and 16 not in data.parts.validation
    assert sorted(data.private_card["near_duplicates_left_out"]) == ["Ada/0.png", "Bea/16.png"]
    assert len(data.parts.train) == 47 and len(data.parts.validation) == 15


def test_a_source_without_validation_part_gets_one_from_its_training_part() -> None:
    parts = tuple(("train",) * 8 + ("test",) * 2) * 8
    data = made(replace(PICTURES, parts=parts))
    assert np.bincount(data.heldout.validation_labels).tolist() == [2] * 8
    assert np.bincount(data.pictures.labels[data.parts.train]).tolist() == [6] * 8
    assert set(data.parts.test) == {k for k, part in enumerate(parts) if part == "test"}


def test_somebody_without_a_test_picture_is_named() -> None:
    parts = ["train", "train", "train", "train", "train", "train", "valid", "valid", "test", "test"] * 8
    parts[8] = parts[9] = "train"
    with pytest.raises(TooFewPictures, match="test part has no picture of Ada"):
        made(replace(PICTURES, parts=tuple(parts)))


@pytest.mark.parametrize("target", [0.125, 0.0, 1.01])
def test_a_target_has_to_be_above_chance(target: float) -> None:
    with pytest.raises(FacesUnusable, match="must be above chance"):
        made(target=target)


def test_writing_again_is_safe_and_another_set_needs_force(course: Path) -> None:
    store = HeldOut(course / "heldout")
    write(made(), course, store)
    before = (course / "source" / faces.ASSIGNMENT / "faces.npz").read_bytes()
    write(made(target=0.6), course, store)
    assert store.faces().target == 0.6
    with pytest.raises(FacesUnusable, match=r"another set of faces \(0 entries.*--force"):
        write(made(seed=4), course, store)
    assert (course / "source" / faces.ASSIGNMENT / "faces.npz").read_bytes() == before
    write(made(seed=4), course, store, force=True)
    assert store.faces().ids == made(seed=4).heldout.ids


def test_the_number_of_entries_that_would_be_lost_is_told(course: Path) -> None:
    store = HeldOut(course / "heldout")
    write(made(), course, store)
    about = entries.About(faces.ASSIGNMENT, "ada", "t", "", "", 0, entries.fingerprint(store.faces()))
    entries.save(store, about, entries.Predictions(np.full((16, 8), 0.125), 1.0))
    with pytest.raises(FacesUnusable, match=r"\(1 entries refer to it\)"):
        write(made(seed=4), course, store)


def test_what_fails_halfway_changes_nothing(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = HeldOut(course / "heldout")
    write(made(), course, store)
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}

    def full(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(HeldOut, "write_faces", full)
    with pytest.raises(OSError, match="disk full"):
        write(made(seed=4), course, store, force=True)
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before


def test_something_else_is_refused_before_the_work(course: Path) -> None:
    store = HeldOut(course / "heldout")
    check_unused(store, {"folder": "a"})
    write(made(made_from={"folder": "a", "per_person": (1, 2)}), course, store)
    check_unused(store, {"folder": "a", "per_person": (1, 2)})
    with pytest.raises(FacesUnusable, match="--force"):
        check_unused(store, {"folder": "b", "per_person": (1, 2)})


def test_a_course_without_the_project_is_told(tmp_path: Path) -> None:
    with pytest.raises(FacesUnusable, match="no assignment celebrity_project"):
        write(made(), tmp_path, HeldOut(tmp_path / "heldout"))
    assert not (tmp_path / "heldout").exists()


def test_pictures_may_not_lie_where_students_get_them(course: Path) -> None:
    (course / "link").symlink_to(course / "source")
    for place in ("source/celebrity_project/photos", "release", "link/photos"):
        with pytest.raises(FacesUnusable, match="students would get all pictures"):
            check_private(course, course / place)
    check_private(course, course / "photos")
