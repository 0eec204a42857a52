"""What a course decides about its leaderboard, and when its days begin and end."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import board_course
import pytest

from leaderboard import settings
from leaderboard.settings import Days, NotConfigured


def test_the_usual_settings(tmp_path: Path) -> None:
    mine = settings.read(board_course.make(tmp_path / "course"))
    assert mine.course == "deep learning" and mine.assignment == "celebrity_project"
    assert mine.url == f"sqlite:///{tmp_path / 'course' / 'heldout' / 'leaderboard.db'}"
    assert mine.published_folder == tmp_path / "course" / "board"
    assert (mine.cap, mine.time_zone, mine.instructors) == (5, "UTC", ["instructor"])


def test_a_courses_own(tmp_path: Path) -> None:
    config = "\n".join(
        [
            "c.Leaderboard.cap = 2",
            "c.Leaderboard.db_url = 'postgresql://x'",
            "c.Exchange.timezone = 'Europe/Zurich'",
            "c.GradeInSandbox.heldout_directory = '../secret'",
            "c.Teams.file = 'groups.csv'",
        ]
    )
    mine = settings.read(board_course.make(tmp_path / "course", config=config))
    assert (mine.cap, mine.url, mine.time_zone) == (2, "postgresql://x", "Europe/Zurich")
    assert mine.heldout.directory == tmp_path / "course" / ".." / "secret"
    assert mine.teams.file == "groups.csv"


@pytest.mark.parametrize(
    ("line", "told"),
    [("c.Leaderboard.cap = 0", "cap"), ("c.Leaderboard.time_zone = 'Mars/Base'", "no time zone")],
)
def test_what_cannot_be_used_is_told(line: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match=told):
        settings.read(board_course.make(tmp_path / "course", config=line))


def test_a_folder_that_is_no_course_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="no course directory"):
        settings.read(tmp_path)


@pytest.mark.parametrize(
    ("zone", "begins", "when", "day", "end"),
    [
        ("UTC", 0, "2026-11-24T23:59", "2026-11-24", "2026-11-25T00:00"),
        ("UTC", 0, "2026-11-25T00:00", "2026-11-25", "2026-11-26T00:00"),
        ("Europe/Zurich", 0, "2026-11-24T23:30", "2026-11-25", "2026-11-25T23:00"),
        ("Europe/Zurich", 4, "2026-11-25T02:59", "2026-11-24", "2026-11-25T03:00"),
        # the night in which clocks go forward has 23 hours
        ("Europe/Zurich", 0, "2026-03-28T23:00", "2026-03-29", "2026-03-29T22:00"),
        ("Europe/Zurich", 0, "2026-03-29T21:59", "2026-03-29", "2026-03-29T22:00"),
    ],
)
def test_days(zone: str, begins: int, when: str, day: str, end: str) -> None:
    days, moment = Days(zone, begins), datetime.fromisoformat(when).replace(tzinfo=UTC)
    assert days.of(moment) == day
    assert days.end(moment) == datetime.fromisoformat(end).replace(tzinfo=UTC)
    assert days.of(days.end(moment)) > day
