"""A messy folder of photographs: what can be used is, everything else is reported."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from portraits import NAMES, portrait, tree

from autograder.datasets.names import PeopleUnusable
from autograder.datasets.photos import FolderUnusable, read


def reasons(problems: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return dict(problems)


def test_a_tree_of_eight_people(tmp_path: Path) -> None:
    found = read(tree(tmp_path), size=48)
    assert found.images.shape == (24, 48, 48, 3) and found.images.dtype == np.uint8
    assert found.names == NAMES and found.labels.tolist() == [label for label in range(8) for _ in range(3)]
    assert found.origins[:4] == ("Ada/0.png", "Ada/1.png", "Ada/2.png", "Bea/0.png")
    assert found.parts is None and found.true_labels is None and found.problems == ()


def test_underscores_and_case_in_names(tmp_path: Path) -> None:
    tree(tmp_path / "a")
    (tmp_path / "a" / "Ada").rename(tmp_path / "a" / "Ada_of_Z\u0075\u0308rich")
    assert read(tmp_path / "a").names[0] == "Ada of Z\u00fcrich"


@pytest.mark.parametrize("valid", ["valid", "val", "Validation"])
def test_a_tree_that_is_split_keeps_its_parts(valid: str, tmp_path: Path) -> None:
    for first, part in enumerate(("train", valid, "TEST")):
        tree(tmp_path / part, each=2, first=100 * first)
    (tmp_path / "train" / "Ada").rename(tmp_path / "train" / "ada")
    (tmp_path / "notes").mkdir()
    found = read(tmp_path)
    assert len(found.images) == 48 and [name.casefold() for name in found.names] == [
        n.casefold() for n in NAMES
    ]
    assert found.parts is not None
    assert {part: found.parts.count(part) for part in ("train", "valid", "test")} == dict.fromkeys(
        ("train", "valid", "test"), 16
    )
    for part in ("train", "valid", "test"):
        of_part = found.labels[[one == part for one in found.parts]]
        assert np.bincount(of_part).tolist() == [2] * 8
    assert reasons(found.problems) == {"notes": "lies beside train and test, not in them"}


def test_what_cannot_be_used_is_reported_and_left_out(tmp_path: Path) -> None:
    root = tree(tmp_path / "photos")
    outside = tmp_path / "outside"
    outside.mkdir()
    portrait(77).save(outside / "secret.png")
    ada = root / "Ada"
    (root / "README.txt").write_text("hello")
    (root / ".git").mkdir()
    (root / "__MACOSX").mkdir()
    (ada / ".DS_Store").write_bytes(b"x")
    (ada / "list.txt").write_text("a list")
    (ada / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    portrait(5, 20, 20).save(ada / "icon.png")
    (ada / "more").mkdir()
    (ada / "out.png").symlink_to(outside / "secret.png")
    (ada / "gone.png").symlink_to(ada / "nowhere.png")
    (ada / "loop.png").symlink_to(ada / "loop.png")
    (ada / "same.png").symlink_to(ada / "0.png")
    os.mkfifo(ada / "pipe.jpg")
    found = read(root)
    assert [origin for origin in found.origins if origin.startswith("Ada")] == [
        "Ada/0.png",
        "Ada/1.png",
        "Ada/2.png",
        "Ada/same.png",
    ]
    told = reasons(found.problems)
    assert set(told) == {
        *(
            "README.txt",
            ".git",
            "__MACOSX",
            "Ada/.DS_Store",
            "Ada/list.txt",
            "Ada/broken.jpg",
            "Ada/icon.png",
        ),
        *("Ada/more", "Ada/out.png", "Ada/gone.png", "Ada/loop.png", "Ada/pipe.jpg"),
    }
    assert told["Ada/out.png"] == "is a link that leads out of the folder"
    assert told["README.txt"] == "lies in no person's folder" and told[".git"] == "is hidden"


def test_a_persons_folder_may_not_lead_out_of_the_tree(tmp_path: Path) -> None:
    root = tree(tmp_path / "photos")
    shutil.move(root / "Ada", tmp_path / "Ada")
    (root / "Ada").symlink_to(tmp_path / "Ada")
    with pytest.raises(PeopleUnusable, match="there are 7"):
        read(root)


def test_the_tree_itself_may_be_a_link(tmp_path: Path) -> None:
    tree(tmp_path / "photos")
    (tmp_path / "link").symlink_to(tmp_path / "photos")
    assert len(read(tmp_path / "link").images) == 24


def test_eight_of_many_are_chosen_by_name(tmp_path: Path) -> None:
    tree(tmp_path)
    shutil.copytree(tmp_path / "Ada", tmp_path / "Ida_Ix")
    with pytest.raises(PeopleUnusable, match=r"there are 9 \(Ada, .*Ida Ix\): choose 8 with --person"):
        read(tmp_path)
    assert read(tmp_path, people=["ida ix", *NAMES[1:]]).names == (*NAMES[1:], "Ida Ix")
    with pytest.raises(PeopleUnusable, match="nobody named Joe. It has: Ada"):
        read(tmp_path, people=["Joe"])


def test_one_folder_too_high_or_too_low_is_told(tmp_path: Path) -> None:
    tree(tmp_path / "photos")
    with pytest.raises(PeopleUnusable, match=r"there are 1 \(photos\)"):
        read(tmp_path)
    with pytest.raises(PeopleUnusable, match=r"there are 0 \(nobody\)"):
        read(tmp_path / "photos" / "Ada")
    with pytest.raises(FolderUnusable, match="There is no folder"):
        read(tmp_path / "elsewhere")


def test_nothing_that_can_be_used_says_why(tmp_path: Path) -> None:
    with pytest.raises(FolderUnusable, match=r"24 of 24 files: is smaller than 100x100"):
        read(tree(tmp_path), size=100)


def test_progress_is_told_for_each_file(tmp_path: Path) -> None:
    done: list[str] = []

    def steps(what: str, total: int) -> object:
        done.append(f"{what} {total}")
        return lambda: done.append("one")

    read(tree(tmp_path, each=1), steps=steps)  # type: ignore[arg-type]
    assert done == ["Reading photographs 8", *["one"] * 8]
