"""The command ``autograder data faces``, with each of its sources."""

from __future__ import annotations

import json
from pathlib import Path

import click.testing
import h5py
import numpy as np
import pytest
from portraits import NAMES, pixels, tree

from autograder.cli import main
from autograder.datasets import drawn, faces_cli
from autograder.datasets import vggface_download as download
from autograder.datasets.heldout import HeldOut
from autograder.datasets.pictures import Pictures

FEW = ("--per-person", "6", "2", "2")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "course" / "source" / "celebrity_project").mkdir(parents=True)
    return tmp_path / "course"


def run(course: Path, *arguments: str) -> click.testing.Result:
    return click.testing.CliRunner().invoke(main, ["--course-dir", str(course), "data", "faces", *arguments])


def ok(course: Path, *arguments: str) -> str:
    done = run(course, *arguments)
    assert done.exit_code == 0, done.output
    return done.output


def error(course: Path, *arguments: str) -> str:
    done = run(course, *arguments)
    assert done.exit_code == 1 and done.output.count("\n") == 1, done.output
    return done.output


def test_photographs_from_a_folder(course: Path, tmp_path: Path) -> None:
    photos = tree(tmp_path / "photos", each=10)
    (photos / "Ada" / "[b]notes\x1b[31m.txt").write_text("no image")
    shown = ok(course, "--folder", str(photos), *FEW, "--licence", "asked everybody")
    assert "Licence: asked everybody" in shown
    assert "1 left out: is not an image (Ada/[b]notes\N{REPLACEMENT CHARACTER}[31m.txt)" in shown
    held = HeldOut(course / "heldout").faces()
    assert held.names == NAMES and held.target == faces_cli.PHOTO_TARGET and len(held.images) == 16
    assert (course / "source" / "celebrity_project" / "faces.npz").is_file()


def test_nothing_of_single_held_out_pictures_is_printed(course: Path, tmp_path: Path) -> None:
    photos = tree(tmp_path / "photos", each=10)
    for arguments in ((), ("--json",)):
        shown = ok(course, "--folder", str(photos), *FEW, *arguments)
        assert ".png" not in shown and not any(
            name in shown for name in HeldOut(course / "heldout").faces().ids
        )


def test_the_summary_for_programs(course: Path, tmp_path: Path) -> None:
    photos = tree(tmp_path / "photos", each=10)
    (photos / "x.txt").write_text("x")
    card = json.loads(ok(course, "--folder", str(photos), *FEW, "--json", "--target", "0.5"))
    assert card["train"] == dict.fromkeys(NAMES, 6) and card["held_out_per_person"] == dict.fromkeys(NAMES, 2)
    assert card["left_out"] == {"lies in no person's folder": 1} and card["target"] == 0.5
    assert "seed" not in card


def test_too_few_pictures_are_said_aloud(course: Path, tmp_path: Path) -> None:
    shown = ok(course, "--folder", str(tree(tmp_path / "photos", each=10)), "--per-person", "250", "50", "50")
    assert "There are not 250/50/50 images of each person" in shown


def test_drawn_by_default(course: Path) -> None:
    shown = ok(course, *FEW, "--size", "24")
    assert drawn.SOURCE in shown
    held = HeldOut(course / "heldout").faces()
    assert held.images.shape == (16, 24, 24, 3) and held.noisy_train is not None
    assert held.target == faces_cli.DRAWN_TARGET


def test_the_secret_seed_is_made_once(course: Path) -> None:
    ok(course, *FEW, "--size", "16")
    ids = HeldOut(course / "heldout").faces().ids
    ok(course, *FEW, "--size", "16")
    assert HeldOut(course / "heldout").faces().ids == ids
    seed = json.loads((course / "heldout" / "faces.json").read_text())["seed"]
    assert seed > 2**64  # by no means found by trying: what draws is public
    assert str(seed) not in (course / "source" / "celebrity_project" / "faces.json").read_text()


def test_another_set_is_refused_before_the_work(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ok(course, *FEW, "--size", "16")
    ids = HeldOut(course / "heldout").faces().ids

    def never(*arguments: object) -> Pictures:
        raise AssertionError("too late")

    with monkeypatch.context() as patch:
        patch.setattr(drawn, "draw", never)
        assert "--force" in error(course, *FEW, "--size", "20")
    assert HeldOut(course / "heldout").faces().ids == ids
    ok(course, *FEW, "--size", "20", "--force")
    assert HeldOut(course / "heldout").faces().images.shape[1] == 20


def test_the_courses_file(course: Path, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "faces.h5", "w") as file:
        for first, (part, each) in enumerate({"train": 6, "valid": 2, "test": 2}.items()):
            file[f"X_{part}_8_faces"] = pixels(8 * each, first=100 * first)
            file[f"Y_{part}_8_faces"] = np.repeat(np.arange(8), each)
    named = [argument for name in NAMES for argument in ("--person", name)]
    shown = ok(course, "--hdf5", str(tmp_path / "faces.h5"), *named)
    assert "Oxford VGG Face" in shown and "Ada" in shown and "CC BY-NC 4.0" in shown
    assert np.bincount(HeldOut(course / "heldout").faces().labels).tolist() == [2] * 8


def test_lists_of_vgg_face(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The web is replaced where a page is asked for; test_vggface_download.py asks a real server."""
    lists, images = tmp_path / "lists", tmp_path / "images"
    lists.mkdir()
    files = sorted(tree(tmp_path / "web", each=12).rglob("*.png"))
    for name in NAMES:
        mine = [path for path in files if path.parent.name == name]
        lines = [
            f"{k:08} http://example.org/{path} -1.5 2 62 62 3 4.1 {k % 2}" for k, path in enumerate(mine)
        ]
        (lists / f"{name}.txt").write_text(
            "\n".join([*lines, f"{99:08} http://example.org/gone 0 0 9 9 3 4 1"])
        )

    def fetch(url: str, settings: object, stop: object) -> bytes:
        if url.endswith("gone"):
            raise download.LinkDead("answers with 404")
        return Path(url.removeprefix("http://example.org/")).read_bytes()

    monkeypatch.setattr(download, "fetch", fetch)
    arguments = ("--vgg-lists", str(lists), "--images", str(images), *FEW)
    ok(course, *arguments)
    assert len(list(images.rglob("*.png"))) == 80
    shown = ok(course, *arguments, "--curated", "--force")
    assert "8 left out: answers with 404" in shown and "There are not 6/2/2" in shown
    assert "dead_links.csv" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--folder", "a", "--hdf5", "b"), "--folder and --hdf5 exclude each other"),
        (("--vgg-lists", "a"), "--vgg-lists and --images belong together"),
        (("--images", "a"), "--vgg-lists and --images belong together"),
        (("--person", "Ada"), "Drawn faces have names"),
        (("--folder", "a", "--curated"), "for --vgg-lists only"),
        (("--folder", "no/where"), "There is no folder no/where"),
        (("--hdf5", "no.h5"), "There is no file no.h5"),
        (("--vgg-lists", "no", "--images", "where"), "There is no folder no"),
        (("--target", "0.1"), "above chance"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    arguments: tuple[str, ...], message: str, course: Path
) -> None:
    assert message in error(course, *FEW, "--size", "16", *arguments)


def test_pictures_inside_the_students_folders_are_refused(course: Path) -> None:
    photos = tree(course / "source" / "celebrity_project" / "photos", each=1)
    assert "students would get all pictures" in error(course, "--folder", str(photos))


def test_a_folder_that_is_no_course(tmp_path: Path) -> None:
    assert "no assignment celebrity_project" in error(tmp_path, *FEW)
    assert list(tmp_path.iterdir()) == []
