"""Marks that a person gave, and teams that change after grading, in real nbgrader."""

from __future__ import annotations

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
    assign,
    autograde,
    autograder,
    by_hand,
    configure,
    copy,
    graded_times,
    hand_in,
    hand_marks,
    is_graded,
    origin,
)
from tiny_course import RIGHT, WRONG

pytestmark = pytest.mark.graded


@pytest.fixture
def course(team_course_template: Course, tmp_path: Path) -> Course:
    """A course with teams."""
    return copy(team_course_template, tmp_path)


def test_marks_by_hand_reach_the_team_and_outlive_grading_again(course: Course) -> None:
    hand_in(course, "anna", HALF, day=1)
    autograde(course)
    by_hand(course, "anna", 3.0, "nearly")
    for _ in range(2):
        done = autograder(course, "teams", "share", ASSIGNMENT)
        assert done.exit_code == 0 and "alpha: the marks of anna count for anna, bob" in done.stdout
        assert hand_marks(course, ["anna", "bob"]) == dict.fromkeys(["anna", "bob"], (3.0, "nearly", False))
    autograde(course, force=True)
    again = (3.0, "nearly", True)  # nbgrader asks a person to look again
    assert hand_marks(course, ["anna", "bob"]) == dict.fromkeys(["anna", "bob"], again)
    by_hand(course, "anna", 3.5, None)
    autograder(course, "teams", "share", ASSIGNMENT)
    assert hand_marks(course, ["bob"])["bob"] == (3.5, None, False)

    hand_in(course, "bob", RIGHT, day=2)
    autograde(course)
    assert hand_marks(course, ["anna", "bob"]) == dict.fromkeys(["anna", "bob"], (3.5, None, True))
    by_hand(course, "bob", 4.0, "right now")
    autograder(course, "teams", "share", ASSIGNMENT)
    assert hand_marks(course, ["anna"])["anna"] == (4.0, "right now", False)


def test_a_mark_given_to_one_member_on_purpose_is_kept_and_told(course: Course) -> None:
    hand_in(course, "anna", HALF, day=1)
    autograde(course)
    by_hand(course, "anna", 3.0)
    autograder(course, "teams", "share", ASSIGNMENT)
    by_hand(course, "bob", 1.0, "did not work on it")
    done = autograder(course, "teams", "share", ASSIGNMENT)
    assert "bob keeps points of their own for test_double: 1.0; anna has 3.0." in done.stdout
    assert "bob keeps comment of their own for double" in done.stdout
    assert "2 marks that were given to one member only are kept" in done.stdout
    printed = autograde(course, force=True)
    assert "bob keeps points of their own" in printed
    assert hand_marks(course, ["bob"])["bob"][:2] == (1.0, "did not work on it")
    autograder(course, "teams", "share", ASSIGNMENT, "--force")
    assert hand_marks(course, ["bob"])["bob"][:2] == (3.0, None)


def test_members_who_come_and_go_after_grading(course: Course) -> None:
    hand_in(course, "anna", RIGHT, day=1)
    hand_in(course, "carl", WRONG, day=1)
    autograde(course)
    by_hand(course, "anna", 2.0)
    by_hand(course, "carl", 1.0)
    autograder(course, "teams", "share", ASSIGNMENT)

    assign(course, alpha="anna dora", beta="carl bob")  # two teams swap a member
    assert graded_times(autograde(course)) == 0
    assert origin(course, "bob") == ("carl", "beta") and course.grades("bob") == NONE
    assert origin(course, "dora") == ("anna", "alpha") and course.grades("dora") == FULL
    marks = hand_marks(course, ["bob", "dora"])
    assert marks == {"bob": (1.0, None, False), "dora": (2.0, None, False)}

    assign(course, alpha="anna emil", beta="carl bob")  # dora leaves, with nothing of her own
    printed = autograde(course)
    assert course.grades("emil") == FULL and "dora still has the marks of anna's hand-in" in printed
    check = autograder(course, "teams", "check")
    assert check.exit_code == 1 and "dora still has the marks" in check.stderr
    done = autograder(course, "teams", "share", ASSIGNMENT)
    assert is_graded(course, "dora") and "--take-back" in done.stderr
    autograder(course, "teams", "share", ASSIGNMENT, "--take-back")
    assert not is_graded(course, "dora")
    with Gradebook(course.db_url) as gradebook, pytest.raises(MissingEntry):
        gradebook.find_submission(ASSIGNMENT, "dora")
    assert autograder(course, "teams", "check").exit_code == 0


def test_who_leaves_and_has_handed_in_is_graded_on_their_own(course: Course) -> None:
    hand_in(course, "bob", HALF, day=1)
    hand_in(course, "anna", RIGHT, day=2)
    autograde(course)
    by_hand(course, "anna", 2.0, "the team's")
    autograder(course, "teams", "share", ASSIGNMENT)
    assign(course, alpha="anna")
    autograde(course)
    assert origin(course, "bob") == ("bob", "bob") and course.grades("bob") == SOME
    assert hand_marks(course, ["bob"])["bob"][:2] == (None, None), "what was the team's stays with the team"
    assert hand_marks(course, ["anna"])["anna"][:2] == (2.0, "the team's")


def test_what_is_taken_back_spares_what_a_person_gave_to_the_student(course: Course) -> None:
    hand_in(course, "anna", RIGHT, day=1)
    autograde(course)
    by_hand(course, "bob", 1.5)
    assign(course, alpha="anna")
    done = autograder(course, "teams", "share", ASSIGNMENT, "--take-back")
    assert "bob keeps what a person gave to them alone" in done.stderr
    assert hand_marks(course, ["bob"])["bob"][0] == 1.5


def test_the_one_who_handed_in_leaves(course: Course) -> None:
    hand_in(course, "anna", RIGHT, day=2)
    autograde(course)
    assign(course, beta="anna carl", alpha="bob")
    printed = autograde(course)
    assert "bob still has the marks of anna's hand-in for team alpha" in printed
    assert origin(course, "anna") == origin(course, "carl") == ("anna", "beta")


def test_show_and_check(course: Course) -> None:
    hand_in(course, "anna", RIGHT, day=1)
    hand_in(course, "bob", RIGHT, day=2)
    shown = autograder(course, "teams", "show")
    assert shown.exit_code == 0 and "bob, 2026-01-02 10:00:00 UTC" in shown.stdout
    lines = autograder(course, "teams", "show", "--csv").stdout.splitlines()
    assert "alpha,anna,2026-01-01 10:00:00 UTC,bob," in lines and "beta,dora,,," in lines
    assert '"latest": "bob"' in autograder(course, "teams", "show", "--json").stdout
    assert autograder(course, "teams", "check").exit_code == 1, "carl and dora are not known"
    other = autograder(course, "teams", "show", "ps1")
    assert other.exit_code == 1 and other.stderr.startswith("Error: ps1 is no team assignment")
    configure(course, "c.Teams.hub_groups = True")
    done = autograder(course, "teams", "check")
    assert done.exit_code == 1 and "Error: The teams are to come from JupyterHub's groups" in done.stderr
