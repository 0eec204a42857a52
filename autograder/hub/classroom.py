"""What a classroom consists of: people, folders, addresses, Unix users."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.errors import AutograderError

PROJECT = "celebrity_project"  # the assignment with a leaderboard
# Names the folder of a demo, in the environment of all its processes.
VARIABLE = "CONVCLASS_DEMO"
# Names the folder of a class's hub, in the environment of its services, and not of its users' servers.
SERVICE_VARIABLE = "CONVCLASS_SERVICE_OF"

# A course's name is part of groups, roles, services and folders.
_COURSE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}[A-Za-z0-9]")
# What may not be in a user's name: it is part of a folder below submitted/, and nbgrader splits at "+".
_UNUSABLE = re.compile(r"[\s/+*?\[\]\0]|^\.{1,2}$|^$")


class ClassroomUnusable(AutograderError):
    """Raised when the hub cannot be set up as it is described."""


@dataclass(frozen=True)
class Ports:
    """Where the parts listen, all on this machine only but for the first.

    Parameters
    ----------
    public
        What browsers open: the proxy.
    hub
        The hub behind it, where servers and services reach its REST API.
    proxy
        The proxy's own API.
    course
        The Jupyter server in the course directory, with the formgrader.
    teams
        The page on which students form teams.
    leaderboard
        The page of the leaderboard.
    queue
        The page of what is graded as it comes in.
    """

    public: int = 8000
    hub: int = 8081
    proxy: int = 8001
    course: int = 9101
    teams: int = 9102
    leaderboard: int = 9103
    queue: int = 9104


@dataclass(frozen=True)
class Classroom:
    """A course with its hub.

    Parameters
    ----------
    course_dir
        nbgrader's course directory: nbgrader_config.py, source/, the gradebook, heldout/.
    state_dir
        The hub's own: database, cookie secret, log.
    profiles_dir
        Jupyter's configuration by role, written at each start; students have to be able to read it.
    instructors
        Names of users who may open the course.
    students
        Names of users who take it.
    course
        The course's name, as ``c.CourseDirectory.course_id``.
    exchange
        nbgrader's exchange.
    board_dir
        What the page of the leaderboard shows, as ``c.Leaderboard.published``; empty means ``board`` in the
        course directory, which no other user than the course's reads.
    ip
        Address on which browsers reach it.
    ports
        Where the parts listen.
    grader
        Unix user who owns the course directory and runs what needs it; empty means the hub's own.
    service_user
        Unix user for services that need neither the course nor root; empty means the hub's own.
    team_size
        How many students may be in a team.
    demo
        Whether this is the demo for one trusted person: all code runs as one Unix user.
    """

    course_dir: Path
    state_dir: Path
    profiles_dir: Path
    instructors: frozenset[str]
    students: frozenset[str]
    course: str = "convclass"
    exchange: Path = Path("/usr/local/share/nbgrader/exchange")
    board_dir: Path | None = None
    ip: str = "127.0.0.1"
    ports: Ports = field(default_factory=Ports)
    grader: str = ""
    service_user: str = ""
    team_size: int = 4
    demo: bool = False

    def __post_init__(self) -> None:
        if not _COURSE.fullmatch(self.course):
            raise ClassroomUnusable(
                f"The course's name is {self.course!r}; letters, digits, _ and - are possible, from two on."
            )
        if not self.instructors:
            raise ClassroomUnusable("The classroom has no instructors; name at least one.")
        for name in sorted(self.people):
            if _UNUSABLE.search(name):
                raise ClassroomUnusable(f"{name!r} is no name for a user: no spaces and none of / + * ? [ ].")
        both = self.instructors & self.students
        if both:
            raise ClassroomUnusable(
                f"{', '.join(sorted(both))}: a user is either an instructor or a student; "
                "instructors see everything that students see."
            )
        for name in ("course_dir", "state_dir", "profiles_dir", "exchange", "board"):
            if not getattr(self, name).is_absolute():
                raise ClassroomUnusable(f"{name} is {getattr(self, name)}; it has to be an absolute path.")

    @property
    def board(self) -> Path:
        """Folder of what the page of the leaderboard shows."""
        return self.board_dir or self.course_dir / "board"

    @property
    def people(self) -> frozenset[str]:
        """All users."""
        return self.instructors | self.students

    @property
    def instructor_group(self) -> str:
        """The hub's group of instructors, named as nbgrader expects it."""
        return f"formgrade-{self.course}"

    @property
    def student_group(self) -> str:
        """The hub's group of students, named as nbgrader expects it."""
        return f"nbgrader-{self.course}"


def names_in(path: str | Path) -> frozenset[str]:
    """Read users' names from a file: one a line; blank lines and what follows a ``#`` do not count.

    Raises
    ------
    ClassroomUnusable
        When the file cannot be read.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ClassroomUnusable(f"The names in {path} cannot be read: {error}.") from error
    return frozenset(_names(text.splitlines()))


def _names(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        name = line.split("#")[0].strip()
        if name:
            yield name
