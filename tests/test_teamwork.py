"""One member's hand-in counts for all of the team, in real nbgrader."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from course import Course
from nbgrader.api import Gradebook, MissingEntry
from team_course import (
    ASSIGNMENT,
    FULL,
    HALF,
    NONE,
    SOME,
    api,
    assign,
    autograde,
    autograder,
    configure,
    copy,
    feedback,
    graded_times,
    hand_in,
    is_graded,
    origin,
    submitted,
    written,
)
from tiny_course import RIGHT, WRONG

pytestmark = pytest.mark.graded


@pytest.fixture
def course(team_course_template: Course, tmp_path: Path) -> Course:
    """A course with teams."""
    return copy(team_course_template, tmp_path)


def test_the_latest_hand_in_is_graded_once_and_counts_for_all(course: Course) -> None:
    assign(course, alpha="anna bob cleo", beta="carl dora")
    hand_in(course, "anna", WRONG, day=1)
    hand_in(course, "bob", HALF, day=3)
    hand_in(course, "cleo", RIGHT, day=2)
    (course.submission("anna") / "extra.bin").write_bytes(b"not allowed")
    hand_in(course, "dora", RIGHT)
    hand_in(course, "zoe", RIGHT)
    before = submitted(course)
    printed = autograde(course)

    assert graded_times(printed) == 3
    assert all(course.grades(student) == SOME for student in ("anna", "bob", "cleo"))
    assert all(course.grades(student) == FULL for student in ("carl", "dora", "zoe"))
    assert "hand-in of anna (2026-01-01 10:00:00 UTC) is not graded, since that of bob" in printed
    assert "In no team, so each a team of their own: 'zoe'" in printed
    assert submitted(course) == before, "earlier hand-ins stay as they are"
    with Gradebook(course.db_url) as gradebook:
        stamps = {gradebook.find_submission(ASSIGNMENT, name).timestamp.day for name in ("anna", "cleo")}
        assert stamps == {3}
        comments = [
            {
                c.name: c.auto_comment
                for c in gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, s).comments
            }
            for s in ("anna", "bob")
        ]
        assert comments[0] == comments[1]

    feedback(course, "anna", "bob", "cleo", "carl", "zoe")
    for student in ("anna", "bob", "cleo"):
        page = course.feedback(student)
        assert "Handed in by <code>bob</code> for team <code>alpha</code>" in page
        assert f"{sum(SOME.values())} / {sum(FULL.values())}" in page
    assert "Handed in by <code>dora</code> for team <code>beta</code>" in course.feedback("carl")
    assert "<code>zoe</code> is in no team" in course.feedback("zoe")

    first = written(course, "anna")
    assert graded_times(autograde(course)) == 0
    assert written(course, "anna") == first


def test_grading_one_member_grades_the_teams_latest(course: Course) -> None:
    hand_in(course, "anna", WRONG, day=1)
    hand_in(course, "bob", RIGHT, day=2)
    hand_in(course, "carl", RIGHT, day=2)
    printed = autograde(course, "anna")
    assert graded_times(printed) == 1
    assert course.grades("anna") == course.grades("bob") == FULL
    assert not is_graded(course, "carl") and not is_graded(course, "dora")
    result = api(course).autograde(ASSIGNMENT, "anna")
    assert result["success"] and "autograded/bob" in result["log"]
    assert "autograded/anna" not in result["log"]


def test_a_newer_hand_in_of_another_member_replaces_the_marks(course: Course) -> None:
    hand_in(course, "anna", HALF, day=1)
    autograde(course)
    assert course.grades("bob") == SOME
    hand_in(course, "bob", RIGHT, day=2)
    autograde(course)
    assert course.grades("anna") == course.grades("bob") == FULL
    assert origin(course, "anna") == origin(course, "bob") == ("bob", "alpha")
    hand_in(course, "anna", WRONG, day=3)
    autograde(course)
    assert course.grades("anna") == course.grades("bob") == NONE


def test_without_time_stamps_the_files_times_decide(course: Course) -> None:
    for student, time in {"anna": 2_000_000, "bob": 1_000_000}.items():
        hand_in(course, student, RIGHT if student == "anna" else WRONG)
        os.utime(course.submission(student) / f"{ASSIGNMENT}.ipynb", (time, time))
    autograde(course)
    assert origin(course, "bob") == ("anna", "alpha") and course.grades("bob") == FULL
    os.utime(course.submission("bob") / f"{ASSIGNMENT}.ipynb", (3_000_000, 3_000_000))
    autograde(course)
    assert origin(course, "anna") == ("bob", "alpha"), "nbgrader alone would not see that it is newer"
    assert course.grades("anna") == NONE


def test_at_the_same_time_the_name_decides(course: Course) -> None:
    hand_in(course, "bob", WRONG, day=1)
    hand_in(course, "anna", RIGHT, day=1)
    autograde(course)
    assert origin(course, "bob") == ("anna", "alpha")


def test_the_time_of_a_file_may_be_any(course: Course) -> None:
    hand_in(course, "anna", RIGHT)
    hand_in(course, "bob", WRONG)
    os.utime(course.submission("bob") / f"{ASSIGNMENT}.ipynb", (-(2**31), -(2**31)))
    os.utime(course.submission("anna") / f"{ASSIGNMENT}.ipynb", (2**42, 2**42))
    autograde(course)
    assert origin(course, "bob") == ("anna", "alpha")


def test_a_time_stamp_that_cannot_be_read_is_none(course: Course) -> None:
    stamps = ["", "soon", "2026-13-45 99:00 UTC", "\0\0", "9999-12-31 23:59:59 -99"]
    assign(course, **{f"team{number}": f"anna{number} bob{number}" for number in range(len(stamps))})
    for number, stamp in enumerate(stamps):
        hand_in(course, f"anna{number}", RIGHT, day=1)
        hand_in(course, f"bob{number}", WRONG)
        (course.submission(f"bob{number}") / "timestamp.txt").write_text(stamp)
        os.utime(course.submission(f"bob{number}") / f"{ASSIGNMENT}.ipynb", (1_000_000, 1_000_000))
    assert graded_times(autograde(course)) == len(stamps)
    for number, stamp in enumerate(stamps):
        assert origin(course, f"bob{number}") == (f"anna{number}", f"team{number}"), stamp


def test_a_hand_in_without_the_assignments_notebook_does_not_replace_one_with_it(course: Course) -> None:
    hand_in(course, "anna", RIGHT, day=1)
    hand_in(course, "bob", WRONG, day=2)
    folder = course.submission("bob")
    (folder / f"{ASSIGNMENT}.ipynb").rename(folder / "Untitled.ipynb")
    autograde(course)
    assert course.grades("bob") == FULL


def test_folders_that_are_links_do_not_count(course: Course, tmp_path: Path) -> None:
    hand_in(course, "anna", RIGHT, day=1)
    (course.root / "submitted" / "bob").symlink_to(course.root / "submitted" / "anna")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (course.root / "autograded").mkdir()
    (course.root / "autograded" / "bob").symlink_to(elsewhere)
    printed = autograde(course)
    assert "submitted/bob" in printed and "does not count as a hand-in" in printed
    assert "bob has the marks but no graded notebook" in printed
    assert course.grades("bob") == FULL
    assert origin(course, "anna") == ("anna", "alpha")
    assert not list(elsewhere.iterdir())


def test_a_student_in_two_teams_is_graded_alone(course: Course) -> None:
    assign(course, alpha="anna bob", beta="bob carl")
    hand_in(course, "anna", WRONG, day=1)
    hand_in(course, "bob", RIGHT, day=2)
    printed = autograde(course)
    assert "'bob' is in 2 teams, 'alpha' and 'beta'" in printed
    assert course.grades("anna") == NONE and course.grades("bob") == FULL
    assert not is_graded(course, "carl")
    feedback(course)
    assert "is in several teams (<code>alpha</code>, <code>beta</code>)" in course.feedback("bob")


def test_names_are_hostile_text(course: Course) -> None:
    team = "<img src=x onerror=alert(1)> **b** `c` $\\href{javascript:alert(1)}{x}$ [l](javascript:1) ../%s"
    student = "a`b<script>alert(1)<script>$x$"
    lines = f'student;team\n"{student}";"{team}"\nbob;"{team}"\n../evil;"{team}"\n'
    (course.root / "teams.csv").write_text(lines)
    hand_in(course, student, RIGHT, day=1)
    printed = autograde(course)
    assert "cannot be a student's id" in printed
    assert course.grades("bob") == FULL
    assert not (course.root / "evil").exists() and not (course.root / "autograded" / "evil").exists()
    feedback(course)
    page = course.feedback("bob")
    start = page.index("Handed in by ")
    note = page[start : page.index("it counts for all", start)]
    assert "<img" not in note and "<script" not in note and "<a " not in note and "<strong" not in note
    assert note.count("<code>") == note.count("</code>") == 2, "no part of a name leaves its code span"


def test_a_lost_teams_file_and_unreadable_ones(course: Course) -> None:
    hand_in(course, "anna", WRONG, day=1)
    hand_in(course, "bob", RIGHT, day=2)
    (course.root / "teams.csv").write_bytes(b"anna,alph\xff")
    done = course.nbgrader("autograde", ASSIGNMENT, check=False)
    assert "is not text in UTF-8" in done and "Traceback" not in done
    assert not is_graded(course, "anna"), "nobody knows for whom it would count"
    (course.root / "teams.csv").unlink()
    printed = autograde(course)
    assert "There is no teams.csv" in printed
    assert course.grades("anna") == NONE and course.grades("bob") == FULL
    assign(course, alpha="anna bob")
    autograde(course)
    assert course.grades("anna") == FULL and origin(course, "anna") == origin(course, "bob") == (
        "bob",
        "alpha",
    )


def test_unknown_members_are_told_and_follow_nbgraders_setting(course: Course) -> None:
    assign(course, alpha="anna bob ghost")
    hand_in(course, "anna", RIGHT, day=1)
    printed = autograde(course)
    assert "neither in the gradebook nor with a hand-in: 'bob', 'ghost'" in printed
    assert course.grades("ghost") == FULL

    assign(course, alpha="anna bob spook")
    printed = str(api(course).autograde(ASSIGNMENT, "*", force=True, create=False)["log"])
    assert "spook is not in the gradebook and gets no marks of the team" in printed
    with Gradebook(course.db_url) as gradebook, pytest.raises(MissingEntry):
        gradebook.find_student("spook")


def test_the_late_penalty_is_the_hand_ins(course: Course) -> None:
    configure(course, 'c.LateSubmissionPlugin.penalty_method = "zero"')
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-01-05 12:00:00 UTC")
    hand_in(course, "anna", RIGHT, day=1)
    hand_in(course, "bob", RIGHT, day=6)
    autograde(course)
    with Gradebook(course.db_url) as gradebook:
        for student in ("anna", "bob"):
            submission = gradebook.find_submission(ASSIGNMENT, student)
            assert submission.late_submission_penalty == submission.score == sum(FULL.values())
    feedback(course)
    assert "Late submission penalty (Score: -2.0)" in course.feedback("anna")


def test_our_command_grades_each_team_once_and_shows_all_members(course: Course) -> None:
    hand_in(course, "anna", WRONG, day=1)
    hand_in(course, "bob", RIGHT, day=2)
    hand_in(course, "zoe", WRONG, day=2)
    done = autograder(course, "grade", ASSIGNMENT, "--feedback", "--force")
    assert done.exit_code == 0, done.stderr
    assert "2 graded, 0 graded before, 0 failed" in done.stdout
    assert "1 have the marks of a hand-in of their team" in done.stdout
    log = (course.root / "autograder.log").read_text()
    assert graded_times(log) == 2, log
    for student in ("anna", "bob"):
        assert "<code>bob</code> for team <code>alpha</code>" in course.feedback(student)
        (line,) = [line for line in done.stdout.splitlines() if line.strip().startswith(f"{student} ")]
        assert "passed" in line and "2" in line.split()

    hand_in(course, "carl", RIGHT)
    done = autograder(course, "grade", ASSIGNMENT, "--student", "dora", "--feedback")
    assert done.exit_code == 0, done.stderr
    assert course.grades("dora") == FULL and "for team <code>beta</code>" in course.feedback("dora")


def test_the_failure_of_a_teams_hand_in_is_told_for_each_member(course: Course) -> None:
    hand_in(course, "anna", RIGHT, day=1)
    folder = course.submission("anna")
    (folder / f"{ASSIGNMENT}.ipynb").rename(folder / "Untitled.ipynb")
    hand_in(course, "carl", RIGHT, day=1)
    done = autograder(course, "grade", ASSIGNMENT)
    assert done.exit_code == 1
    assert "bob: anna handed in for the team: " in done.stderr
    assert course.grades("dora") == FULL


@pytest.mark.slow
def test_two_hundred_members(course: Course) -> None:
    names = [f"s{number:03}" for number in range(200)]
    assign(course, everyone=" ".join(names))
    hand_in(course, "s100", RIGHT, day=1)
    assert graded_times(autograde(course)) == 1
    assert course.grades("s000") == course.grades("s199") == FULL
    assert all(is_graded(course, name) for name in names)


def test_feedback_can_be_released(course: Course, tmp_path: Path) -> None:
    hand_in(course, "anna", RIGHT, day=2)
    (course.submission("anna") / "submission_secret.txt").write_text("anna's")
    hand_in(course, "bob", WRONG, day=1)
    (course.submission("bob") / "submission_secret.txt").write_text("bob's")
    assign(course, alpha="anna bob carl")
    autograde(course)
    secrets = {
        name: (course.root / "autograded" / name / ASSIGNMENT / "submission_secret.txt").read_text()
        for name in ("anna", "bob", "carl")
    }
    assert secrets["anna"] == "anna's" and secrets["bob"] == "bob's", "each finds their own feedback"
    assert len(secrets["carl"]) == 128
    feedback(course)
    result = api(course).release_feedback(ASSIGNMENT)
    assert result["success"], result
    assert len(list((tmp_path / "exchange").rglob("*.html"))) == 3
