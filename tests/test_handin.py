"""Reading and sweeping hand-ins: whatever lies there, nothing raises, nothing is lost."""

from __future__ import annotations

import inspect
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.utils import parse_utc

from autograder import handin

MB = 1_000_000


def notebook(*cells: Any, **more: Any) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **more})


def code(source: Any, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], **more}


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str | bytes], handin.HandIn]:
    def read(content: str | bytes) -> handin.HandIn:
        path = tmp_path / "x.ipynb"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return handin.read(path, MB)

    return read


Read = Callable[[str | bytes], handin.HandIn]


def test_a_notebook_is_read_with_its_ids(tmp_path: Path) -> None:
    written = nbformat.v4.new_notebook()
    written.cells = [nbformat.v4.new_markdown_cell("# ü"), nbformat.v4.new_code_cell("a\nb", id="c1")]
    written.cells[1].metadata.nbgrader = {"grade_id": "task"}
    nbformat.write(written, tmp_path / "x.ipynb")
    first, second = handin.read(tmp_path / "x.ipynb", MB).cells
    assert (first.kind, first.source) == ("markdown", "# ü")
    assert second == handin.Cell("code", "a\nb", "task", "c1")


def test_a_byte_order_mark_and_sources_as_lists_are_fine(read: Read) -> None:
    result = read("\ufeff" + notebook(code(["a = 1\n", "b = 2"])))
    assert result.problem == "" and result.cells[0].source == "a = 1\nb = 2"


NO_NOTEBOOKS = [
    *((b"", "empty"), (b" \n", "empty"), (bytes(5000), "empty"), (b"\xff\xfe\0{", "UTF-8"), (b"PK", "JSON")),
    *((b"{", "JSON"), (b'{"nbformat": 4}' + bytes(9), "JSON"), (b"[" * 10**5, "JSON")),
    *((b'{"a":' * 10**5, "JSON"), (b"9" * 5000, "JSON"), (b"[]", "nbformat 4"), (b"null", "nbformat 4")),
    (b'{"nbformat": 3, "worksheets": [{"cells": []}]}', "nbformat 4"),
    *((b'{"nbformat": "4"}', "nbformat 4"), (b"{}", "nbformat 4")),
    *( (b'{"nbformat": 4}', "cells"), (b'{"nbformat": 4, "cells": {}}', "cells")),
    *((notebook(*[code("1")] * 2001).encode(), "2001 cells"), (b'{"x":"' + b"x" * MB, "MB")),
]  # fmt: skip


@pytest.mark.parametrize("content, told", NO_NOTEBOOKS, ids=lambda value: repr(value[:30]))
def test_what_is_no_notebook_is_told_and_holds_nothing(read: Read, content: bytes, told: str) -> None:
    result = read(content)
    assert told in result.problem and result.cells == ()


def test_2000_cells_are_read(read: Read) -> None:
    assert len(read(notebook(*[code("1")] * 2000)).cells) == 2000


@pytest.mark.parametrize(
    "broken",
    [
        *(
            None,
            3,
            "x",
            [],
            {},
            {"cell_type": "heading"},
            {"cell_type": ["code"]},
            {"cell_type": "code", "source": 3},
        ),
        *({"cell_type": "code", "source": {"a": 1}}, code("x" * (handin.MAX_SOURCE + 1))),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_broken_cell_is_left_out_and_the_others_are_kept(tmp_path: Path, broken: Any) -> None:
    (tmp_path / "x.ipynb").write_text(notebook(code("a"), broken, code("b")))
    result = handin.read(tmp_path / "x.ipynb", 3 * MB)
    assert [cell.source for cell in result.cells] == ["a", "b"] and result.problem == ""


@pytest.mark.parametrize(
    "metadata", [None, [], "x", {"nbgrader": 1}, {"nbgrader": {"grade_id": []}}, {"nbgrader": {}}]
)
def test_broken_ids_count_as_none(read: Read, metadata: Any) -> None:
    (cell,) = read(notebook(code("a", metadata=metadata, id={"x": 1}))).cells
    assert cell == handin.Cell("code", "a")


def test_text_that_cannot_be_stored_is_replaced(read: Read) -> None:
    (cell,) = read(
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["\\ud800a", 1, "\\u0000b"]}]}'
    ).cells
    assert cell.source == "?a\0b"
    cell.source.encode()


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(notebook(code("secret")))
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    for name in ("link", "loop", "fifo", "folder", "missing"):
        result = handin.read(tmp_path / name, MB)
        assert result.cells == () and "could not be read" in result.problem
        assert str(tmp_path) not in result.problem, "students are told where the grader keeps its files"


def sweep(tmp_path: Path, *allowed: str, max_bytes: int = MB, max_files: int = 20) -> dict[str, str]:
    return dict(handin.sweep(tmp_path / "in", tmp_path / "out", allowed, max_bytes, max_files).refused)


def put(tmp_path: Path, **files: str) -> None:
    for name, text in files.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def left(folder: Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()
    )


def test_what_is_not_allowed_is_moved_not_deleted(tmp_path: Path) -> None:
    put(
        tmp_path,
        **{
            "task.ipynb": "1",
            "other.ipynb": "2",
            "numpy.py": "3",
            "sub/x.ipynb": "4",
            "w.h5": "5",
            ".x": "6",
        },
    )
    assert sorted(sweep(tmp_path, "*.h5")) == [".x", "numpy.py", "sub/x.ipynb"]
    assert left(tmp_path / "in") == ["other.ipynb", "task.ipynb", "w.h5"]
    assert sorted(path.read_text() for path in (tmp_path / "out").rglob("*") if path.is_file()) == [
        "3",
        "4",
        "6",
    ]


def test_a_second_sweep_finds_nothing(tmp_path: Path) -> None:
    put(tmp_path, **{"a.txt": "1", "b/c.txt": "2"})
    assert len(sweep(tmp_path)) == 2
    assert sweep(tmp_path) == {} and len(left(tmp_path / "out")) == 2


def test_a_name_refused_before_overwrites_nothing(tmp_path: Path) -> None:
    for number in range(4):
        put(tmp_path, **{"a.txt": str(number)})
        sweep(tmp_path)
    assert sorted(path.read_text() for path in (tmp_path / "out").iterdir()) == ["0", "1", "2", "3"]


@pytest.mark.parametrize("names", [("data", "data/x"), ("data/x", "data")])
def test_a_file_and_a_folder_of_one_name_are_both_kept(tmp_path: Path, names: tuple[str, str]) -> None:
    for name in names:
        put(tmp_path, **{name: name})
        assert name in sweep(tmp_path)
        if (tmp_path / "in/data").exists():
            (tmp_path / "in/data").rmdir()
    assert sorted(path.read_text() for path in (tmp_path / "out").rglob("*") if path.is_file()) == [
        "data",
        "data/x",
    ]


@pytest.mark.parametrize(
    "name",
    [
        *(b"a\nb", b"\xff\xfe.txt", b"-rf *", b"a\\x", b"..x", b"x" * 255),
        *("Übung мои веса 重み.txt".encode(), "м".encode() * 127, "重".encode() * 85),
    ],
    ids=lambda name: repr(name[:20]),
)
def test_strange_names_are_moved_twice_without_trouble(tmp_path: Path, name: bytes) -> None:
    for text in (b"1", b"2"):
        (tmp_path / "in").mkdir(exist_ok=True)
        Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/" + name)).write_bytes(text)
        assert len(sweep(tmp_path)) == 1
    assert left(tmp_path / "in") == []
    assert sorted(path.read_text() for path in (tmp_path / "out").iterdir()) == ["1", "2"]


def test_links_and_special_files_are_moved_and_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "grades.txt").write_text("secret")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "task.ipynb").symlink_to(secret / "grades.txt")
    (folder / "folder").symlink_to(secret, target_is_directory=True)
    (folder / "broken").symlink_to("nowhere")
    (folder / "timestamp.txt").symlink_to(secret / "grades.txt")
    os.mkfifo(folder / "fifo")
    refused = sweep(tmp_path, "*")
    assert set(refused.values()) == {"not a regular file"} and len(refused) == 5
    assert left(folder) == [] and left(secret) == ["grades.txt"]


def test_extra_files_are_limited_in_size_and_number(tmp_path: Path) -> None:
    put(tmp_path, **{"00.h5": "x" * 101, "task.ipynb": "x" * 1000, "timestamp.txt": ""})
    put(tmp_path, **{f"{n}.h5": "x" * 100 for n in range(5)})
    assert sorted(sweep(tmp_path, "*.h5", max_bytes=100, max_files=3)) == ["00.h5", "3.h5", "4.h5"]
    assert left(tmp_path / "in") == ["0.h5", "1.h5", "2.h5", "task.ipynb", "timestamp.txt"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-02 03:04:05 UTC",
        "2026-01-02 03:04:05.678901 UTC\n",
        "2026-01-02T03:04:05+01:00",
        "2026-01-02",
    ],
)
def test_a_good_timestamp_stays(tmp_path: Path, text: str) -> None:
    put(tmp_path, **{"timestamp.txt": text})
    assert sweep(tmp_path) == {}


BAD_TIMES = [
    *("yesterday", "2026-13-01 00:00:00 UTC", "2026-01-02 03:04:05 UTC and more words"),
    *("2026-01-02 03:04:05 99999999", "2026-01-02  UTC", "0001-01-01 00:00:00 +0100"),
    *("2026-01-02 03:04:05 /etc/passwd", "1" * 400, "x" * 10 ** 5, "\0"),
]  # fmt: skip


@pytest.mark.parametrize("text", BAD_TIMES, ids=lambda text: text[:40])
def test_a_timestamp_on_which_nbgrader_would_give_up_is_moved(tmp_path: Path, text: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        parse_utc(text.strip())  # nbgrader ends its program then, with all hand-ins that are left
    put(tmp_path, **{"timestamp.txt": text})
    assert sweep(tmp_path) == {"timestamp.txt": "not a point in time"}
    assert left(tmp_path / "in") == []


def test_a_timestamp_of_bytes_is_moved(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/timestamp.txt").write_bytes(b"\xff\xfe\0")
    assert sweep(tmp_path) == {"timestamp.txt": "not a point in time"}


def test_many_files_are_swept(tmp_path: Path) -> None:
    put(tmp_path, **{f"{n % 50}/{n}": "" for n in range(5000)})
    assert len(sweep(tmp_path, max_files=0)) == 5000
    assert left(tmp_path / "in") == [] and len(left(tmp_path / "out")) == 5000


def test_folders_deeper_than_python_may_recurse_are_swept(tmp_path: Path) -> None:
    depth = 300
    put(tmp_path, **{"/".join("d" * depth) + "/x": "kept"})
    normal = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + depth - 50)
    try:
        refused = sweep(tmp_path)
    finally:
        sys.setrecursionlimit(normal)
    assert len(refused) == 1 and left(tmp_path / "in") == []
    assert [path.read_text() for path in (tmp_path / "out").rglob("*") if path.is_file()] == ["kept"]


def test_unchanged_copies_of_the_teachers_files_go_and_changed_ones_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "data").mkdir(parents=True)
    (folder / "a.ipynb").write_text("{}")
    (folder / "digits.npz").write_bytes(b"digits")
    (folder / "faces.npz").write_bytes(b"forged")
    (folder / "data" / "x.csv").write_bytes(b"x" * 99)
    given = {"digits.npz": b"digits", "faces.npz": b"faces", "data/x.csv": b"x", "absent.npz": b""}
    swept = handin.sweep(folder, tmp_path / "out", ["*.npz"], MB, 20, given)
    assert sorted(name for name, _ in swept.refused) == ["data/x.csv", "faces.npz"]
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["a.ipynb"]
    assert (tmp_path / "out" / "faces.npz").read_bytes() == b"forged"


def test_a_link_in_place_of_a_teachers_file_is_not_followed(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "in", tmp_path / "secret"
    folder.mkdir()
    elsewhere.write_bytes(b"digits")
    (folder / "digits.npz").symlink_to(elsewhere)
    swept = handin.sweep(folder, tmp_path / "out", [], MB, 20, {"digits.npz": b"digits"})
    assert [name for name, _ in swept.refused] == ["digits.npz"]
    assert elsewhere.read_bytes() == b"digits" and list(folder.iterdir()) == []


def test_a_folder_with_the_name_of_a_teachers_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("faces.npz", "models"):
        (folder / name).mkdir(parents=True)
        (folder / name / "ours.npz").write_bytes(b"x")
    swept = handin.sweep(folder, tmp_path / "out", ["*.npz"], MB, 20, {"faces.npz": b"faces"})
    assert [name for name, _ in swept.refused] == ["faces.npz/ours.npz"]


def test_files_that_are_too_large_together_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, size in (("a.h5", 60), ("b.h5", 50), ("c.h5", 40), ("notes.ipynb", 500)):
        (folder / name).write_bytes(b"x" * size)
    swept = handin.sweep(folder, tmp_path / "out", ["*.h5"], MB, 20, None, 100)
    assert swept.refused == [("b.h5", "the files before it leave less room, 0 MB for all of them")]


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.h5").touch(mode=0)
    swept = handin.sweep(folder, tmp_path / "out", ["*.h5"], MB, 20)
    assert swept.refused == [("a.h5", "not readable")]
