"""VGG Face's lists: all fields are read, what is wrong is told with its line, faces are cut out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from portraits import NAMES

from autograder.datasets.names import PeopleUnusable
from autograder.datasets.photo import PhotoUnusable
from autograder.datasets.vggface import Link, ListUnusable, crop, gather, parse, read, select

LINE = "00000001 http://example.org/a.jpg 37.76 -11.28 367.58 441.10 3.00 3.37 1"


def a_list(folder: Path, text: str, name: str = "Ada_Ant") -> Path:
    path = folder / f"{name}.txt"
    path.write_text(text)
    return path


def link(number: int, url: str = "http://example.org/a.jpg", pose: float = 3, curated: bool = True) -> Link:
    return Link("Ada", f"{number:08}", url, (0, 0, 10, 10), pose, curated)


def test_all_fields_of_a_line(tmp_path: Path) -> None:
    (found,) = parse(a_list(tmp_path, LINE + "\n\n"))
    assert found == Link(
        "Ada_Ant", "00000001", "http://example.org/a.jpg", (37.76, -11.28, 367.58, 441.10), 3.0, True
    )
    assert found.is_frontal and found.file == "Ada_Ant/00000001"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (LINE + " 7", "10 fields instead of 9"),
        ("00000002 http://example.org/a.jpg", "2 fields instead of 9"),
        (LINE.replace("00000001", "../../x"), "the id should be digits"),
        (LINE.replace("37.76", "left"), "numbers should follow the url"),
        (LINE.replace("37.76", "nan"), "a number is not finite"),
        (LINE.replace("37.76", "400"), "the box is empty: left 400, right 367.58"),
        (LINE[:-1] + "5", "curation should be 0 or 1, but is 5"),
        (LINE, "the id 00000001 is that of an earlier line"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(line: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ListUnusable, match=rf"Ada_Ant.txt, line 3: {message}"):
        parse(a_list(tmp_path, f"{LINE}\n\n{line}\n"))


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "Ada.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ListUnusable, match="cannot be read"):
        parse(tmp_path / "Ada.txt")


def test_the_folder_of_lists_has_other_files_as_well(tmp_path: Path) -> None:
    for name in NAMES:
        a_list(tmp_path, LINE, name)
    a_list(tmp_path, "please read", "licence")
    (tmp_path / "README").write_text("please read")
    assert tuple(read(tmp_path)) == NAMES
    a_list(tmp_path, LINE, "Ida_Ix")
    with pytest.raises(PeopleUnusable, match="there are 9"):
        read(tmp_path)
    assert "Ida Ix" in read(tmp_path, ["Ida Ix", *NAMES[:7]])
    with pytest.raises(ListUnusable, match="no folder"):
        read(tmp_path / "elsewhere")


def test_lines_are_selected() -> None:
    links = [
        link(1),
        link(2, "http://example.org/b.jpg", curated=False),
        link(3, "https://example.org/c.jpg", pose=2),
        link(4),
        link(5, "ftp://example.org/d.jpg"),
        link(6, "file:///etc/passwd"),
    ]
    taken, unusable = select(links)
    assert [one.number[-1] for one in taken] == ["1", "2", "3"]
    assert [file[-1] for file, _ in unusable] == ["4", "5", "6"]
    assert unusable[0][1] == "has the same address as an earlier line"
    assert unusable[1][1] == unusable[2][1] == "is no address on the web"
    assert [one.number[-1] for one in select(links, curated=True)[0]] == ["1", "3"]
    assert [one.number[-1] for one in select(links, curated=True, frontal=True)[0]] == ["1"]


def picture() -> Image.Image:
    """Red, with a face that is half green and half blue from (100, 60) to (160, 120)."""
    image = Image.new("RGB", (300, 200), (250, 0, 0))
    image.paste((0, 250, 0), (100, 60, 130, 120))
    image.paste((0, 0, 250), (130, 60, 160, 120))
    return image


def test_a_face_is_cut_out_by_its_box() -> None:
    face = crop(picture(), (100.2, 59.8, 160.1, 119.9), 30, margin=0)
    assert face.shape == (30, 30, 3) and face[..., 0].max() < 20
    assert face[15, 3, 1] > 230 and face[15, 27, 2] > 230


def test_the_margin_is_a_share_of_the_box() -> None:
    face = crop(picture(), (100, 60, 160, 120), 84, margin=0.2)
    assert (face[42, :10, 0] > 230).all() and face[42, 16, 0] < 20


def test_a_box_that_leaves_the_picture_is_clipped() -> None:
    image = picture()
    image.paste((0, 0, 0), (0, 0, 30, 30))
    face = crop(image, (-20, -20, 60, 60), 48)
    assert face.shape == (48, 48, 3) and face[2, 2].max() < 20


@pytest.mark.parametrize(
    ("box", "reason"),
    [
        ((280, 100, 380, 190), "not the picture of the list"),
        ((1000, 1000, 1100, 1100), "not the picture of the list"),
        ((100, 60, 130, 90), r"smaller than 48x48 \(38x38\)"),
        ((0, 0, 80, 80), "one colour"),
    ],
)
def test_boxes_that_give_no_face(box: tuple[float, float, float, float], reason: str) -> None:
    with pytest.raises(PhotoUnusable, match=reason):
        crop(picture(), box, 48, margin=0.15 if box[0] == 100 else 0)


def test_faces_are_gathered_with_their_origin() -> None:
    face = np.zeros((8, 8, 3), dtype=np.uint8)
    found = gather([("Bea", link(2), face), ("Ada", link(1), face)], ("Ada", "Bea"), problems=[("x", "gone")])
    assert found.labels.tolist() == [1, 0] and found.images.shape == (2, 8, 8, 3)
    assert found.origins[0] == "Ada/00000002 http://example.org/a.jpg" and found.problems == (("x", "gone"),)
    with pytest.raises(ListUnusable, match="No picture"):
        gather([], NAMES)
