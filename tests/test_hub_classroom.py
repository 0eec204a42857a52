"""What a classroom may consist of, and the files with its people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.hub import Classroom, names_in
from autograder.hub.classroom import ClassroomUnusable


def classroom(folder: Path) -> Classroom:
    return Classroom(
        course_dir=folder / "course",
        state_dir=folder / "hub",
        profiles_dir=folder / "profiles",
        instructors=frozenset({"ada"}),
        students=frozenset({"bob", "zoë"}),
    )


def test_groups_are_named_as_nbgrader_expects_them(tmp_path: Path) -> None:
    room = replace(classroom(tmp_path), course="Conv-2026")
    assert (room.instructor_group, room.student_group) == ("formgrade-Conv-2026", "nbgrader-Conv-2026")
    assert room.people == {"ada", "bob", "zoë"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"course": "a course"}, "name is 'a course'"),
        ({"course": ""}, "letters, digits"),
        ({"instructors": frozenset()}, "no instructors"),
        ({"students": frozenset({"b+ob"})}, "'b.ob' is no name for a user"),
        ({"students": frozenset({"../bob"})}, "is no name for a user"),
        ({"students": frozenset({""})}, "'' is no name for a user"),
        ({"students": frozenset({"ada", "bob"})}, "ada: a user is either"),
        ({"state_dir": Path("hub")}, "state_dir is hub; .* absolute"),
    ],
)
def test_what_cannot_work_is_refused_before_the_hub_starts(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    with pytest.raises(ClassroomUnusable, match=message):
        replace(classroom(tmp_path), **change)  # type: ignore[arg-type]


def test_names_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "students.txt"
    file.write_text("\ufeff# the class of 2026\nbob\n\n  zoë  # came later\nbob\n", encoding="utf-8")
    assert names_in(file) == {"bob", "zoë"}


def test_a_file_of_names_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClassroomUnusable, match="students.txt cannot be read"):
        names_in(tmp_path / "students.txt")
    (tmp_path / "students.txt").write_bytes("zoë".encode("latin-1"))
    with pytest.raises(ClassroomUnusable, match="students.txt cannot be read"):
        names_in(tmp_path / "students.txt")
