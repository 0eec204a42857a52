"""What a course decides about its leaderboard, read from its nbgrader_config.py."""

from __future__ import annotations

import functools
import sys
import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nbgrader.apps.baseapp import NbGrader
from traitlets import Bool, Integer, List, TraitError, Unicode, validate
from traitlets.config import Configurable

from autograder import configured
from autograder.datasets.heldout import DIRECTORY, HeldOut
from autograder.errors import AutograderError
from autograder.teams import Teams

DATABASE = "leaderboard.db"


class NotConfigured(AutograderError):
    """Raised when a course's settings cannot be used."""


class Leaderboard(Configurable):
    """The leaderboard of a course."""

    assignment = Unicode("celebrity_project", help="The assignment whose hand-ins are ranked.").tag(
        config=True
    )
    db_url = Unicode(
        help="URL of the database; by default a SQLite file in the held-out store. PostgreSQL: "
        "'postgresql+psycopg://USER@HOST/NAME', with psycopg[binary] installed."
    ).tag(config=True)
    cap = Integer(5, min=1, help="How many entries of a team count on one day.").tag(config=True)
    day_begins = Integer(
        0, min=0, max=23, help="The hour at which the cap's day begins, in the course's time zone."
    ).tag(config=True)
    time_zone = Unicode(
        help="The course's time zone, such as 'Europe/Zurich'; by default that of the exchange."
    ).tag(config=True)
    instructors = List(
        Unicode(),
        ["instructor"],
        help="Students who are none: their latest released hand-in is the row of the instructor's model.",
    ).tag(config=True)
    pseudonyms = Bool(False, help="Show teams to each other under invented names.").tag(config=True)
    published = Unicode(
        "board", help="Folder of the published documents; relative to the course's root, or absolute."
    ).tag(config=True)
    group = Unicode(
        help="Unix group of the page's process, which may read what is published. Empty: nobody else may."
    ).tag(config=True)
    seed = Integer(0, min=0, help="Of the bootstrap behind the sets of ranks.").tag(config=True)

    def __init__(self, root: Path, course: str, heldout: Path, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.root = root
        self.course = course
        self.heldout = HeldOut(heldout)
        self.teams = Teams(root, parent=self.parent)
        if not self.time_zone:
            self.time_zone = str(self.config.Exchange.get("timezone", "UTC"))

    @validate("time_zone")
    def _known_zone(self, proposal: Any) -> str:
        name = str(proposal["value"])
        try:
            zoneinfo.ZoneInfo(name or "UTC")
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise TraitError(f"{name!r} is no time zone; write it as 'Europe/Zurich'") from error
        return name

    @property
    def url(self) -> str:
        """URL of the database."""
        return self.db_url or f"sqlite:///{self.heldout.directory / DATABASE}"

    @property
    def published_folder(self) -> Path:
        """Where the documents for the page lie."""
        return self.root / self.published

    @functools.cached_property
    def days(self) -> Days:
        """The days that the cap counts."""
        return Days(self.time_zone, self.day_begins)


class Days:
    """The days that the cap counts entries of.

    Parameters
    ----------
    time_zone
        Name of the course's time zone.
    begins
        The hour at which a day begins there.
    """

    def __init__(self, time_zone: str, begins: int) -> None:
        self._zone = zoneinfo.ZoneInfo(time_zone)
        self._begins = timedelta(hours=begins)

    def of(self, when: datetime) -> str:
        """Return the day of a time, as ``2026-11-24``."""
        return str((when.astimezone(self._zone).replace(tzinfo=None) - self._begins).date())

    def end(self, when: datetime) -> datetime:
        """Return when the day of a time ends and the next one begins, in UTC."""
        following = datetime.fromisoformat(self.of(when)) + timedelta(days=1) + self._begins
        return following.replace(tzinfo=self._zone).astimezone(UTC)

    def told(self, when: datetime) -> str:
        """Return a time for people, in the course's time zone."""
        return f"{when.astimezone(self._zone):%A, %d %B, %H:%M %Z}"


def read(course_dir: Path) -> Leaderboard:
    """Read the settings of a course.

    Raises
    ------
    NotConfigured
        When the folder is no course directory, or a setting cannot be used.
    """
    root = course_dir.absolute()
    if not (root / "nbgrader_config.py").is_file():
        raise NotConfigured(
            f"{root} is no course directory: it has no nbgrader_config.py. Change to it, or name it with "
            "--course-dir."
        )
    before = list(sys.path)  # nbgrader adds the current directory
    app = NbGrader()
    try:
        configured.initialize(app, [f"--CourseDirectory.root={root}", "--Application.log_level=WARN"])
    finally:
        sys.path[:] = before
    heldout = Path(app.coursedir.root) / app.config.GradeInSandbox.get("heldout_directory", DIRECTORY)
    try:
        return Leaderboard(Path(app.coursedir.root), str(app.coursedir.course_id), heldout, parent=app)
    except TraitError as error:
        raise NotConfigured(f"{root / 'nbgrader_config.py'}: {error}") from error
