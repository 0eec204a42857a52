"""The demo: a whole classroom in one folder, for one trusted person and without root."""

from __future__ import annotations

import json
import secrets
import socket
from contextlib import ExitStack
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from traitlets.config import Config

from autograder.errors import AutograderError
from autograder.files import replaced
from autograder.hub.classroom import Classroom, Ports
from autograder.hub.configuration import configure
from autograder.hub.running import LOG

INSTRUCTOR = "instructor"
# JupyterHub's shared-password authenticator wants 32 characters for administrators.
_INSTRUCTOR_BYTES = 24
_STUDENT_BYTES = 9


class DemoUnusable(AutograderError):
    """Raised when a demo's folder cannot be used."""


@dataclass(frozen=True)
class Demo:
    """What is kept of a demo from one start to the next.

    Parameters
    ----------
    folder
        Where all of it is.
    students
        How many students there are.
    instructor_password
        The instructor's.
    student_password
        That of all students.
    ports
        Where the parts listen; chosen anew at each start, but for the public one.
    """

    folder: Path
    students: int
    instructor_password: str
    student_password: str
    ports: Ports

    @property
    def state_dir(self) -> Path:
        """Folder of the hub's own files."""
        return self.folder / "state"

    @property
    def course_dir(self) -> Path:
        """The course directory."""
        return self.folder / "course"

    @property
    def exchange(self) -> Path:
        """The exchange of nbgrader."""
        return self.folder / "exchange"

    @property
    def log(self) -> Path:
        """The hub's log."""
        return self.state_dir / LOG

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://127.0.0.1:{self.ports.public}"

    @property
    def student_names(self) -> list[str]:
        """Names of the students."""
        return [f"student{number}" for number in range(1, self.students + 1)]

    def classroom(self) -> Classroom:
        """Return the classroom."""
        return Classroom(
            course_dir=self.course_dir,
            state_dir=self.state_dir,
            profiles_dir=self.folder / "profiles",
            instructors=frozenset({INSTRUCTOR}),
            students=frozenset(self.student_names),
            exchange=self.exchange,
            ports=self.ports,
            demo=True,
        )


def make_folder(folder: Path) -> Path:
    """Make the demo's folder with its parents, where it is missing; nobody else can enter it.

    Returns
    -------
    Path
        The folder of the hub's own files.

    Raises
    ------
    DemoUnusable
        When the folder is something else.
    """
    state = folder / "state"
    if folder.exists() and not state.exists() and any(folder.iterdir()):
        raise DemoUnusable(f"{folder} holds something else; name an empty folder, or one that is not there.")
    for part in (state, folder / "home", folder / "exchange"):
        part.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / "exchange").chmod(0o777)  # as nbgrader wants it; only the folder's owner gets there
    return state


def prepare(folder: Path, students: int, port: int) -> Demo:
    """Begin a demo, or take up the one that is there.

    Parameters
    ----------
    folder
        Made by `make_folder`.
    students
        How many students there are to be; a demo that has had more keeps them.
    port
        The one to open in a browser; the next free one is taken where it is in use, and any for 0.

    Raises
    ------
    DemoUnusable
        When what is there cannot be read, or no port is free.
    """
    file = folder / "state" / "demo.json"
    before = load(folder) if file.exists() else None
    demo = Demo(
        folder=folder,
        students=max(students, before.students if before else 0),
        instructor_password=before.instructor_password if before else _password(_INSTRUCTOR_BYTES),
        student_password=before.student_password if before else _password(_STUDENT_BYTES),
        ports=free_ports(port),
    )
    content = {name: value for name, value in asdict(demo).items() if name != "folder"}
    with replaced(file) as written:
        written.write(json.dumps(content, indent=2).encode())
    return demo


def load(folder: Path) -> Demo:
    """Read what a demo keeps.

    Raises
    ------
    DemoUnusable
        When it cannot be read.
    """
    file = folder / "state" / "demo.json"
    try:
        content: dict[str, Any] = json.loads(file.read_text())
        names = {one.name for one in fields(Demo)} - {"folder", "ports"}
        return Demo(folder, ports=Ports(**content["ports"]), **{name: content[name] for name in names})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DemoUnusable(
            f"{file} cannot be read ({error!r}); remove {folder} to begin the demo anew."
        ) from error


def _password(count: int) -> str:
    return secrets.token_urlsafe(count)


def free_ports(public: int) -> Ports:
    """Return ports that are free now, the public one at or soon after the one asked for."""
    names = [one.name for one in fields(Ports) if one.name != "public"]
    with ExitStack() as stack:
        first = stack.enter_context(_listening(public))
        others = {name: stack.enter_context(_listening(0)).getsockname()[1] for name in names}
        return replace(Ports(), public=first.getsockname()[1], **others)


def _listening(port: int) -> socket.socket:
    """A socket on a port, or on the next one that is free."""
    for candidate in range(port, port + 50):
        probe = socket.socket()
        # a hub that has just ended leaves its port behind for a minute
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", candidate))
        except (OSError, OverflowError):
            probe.close()
        else:
            return probe
    raise DemoUnusable(f"The ports from {port} to {port + 49} are all in use; choose others with --port.")


def configure_demo(config: Config, folder: Path) -> None:
    """Set up the demo's hub; called by jupyterhub_config.py."""
    demo = load(folder)
    configure(config, demo.classroom())
    config.SimpleLocalProcessSpawner.home_dir_template = str(folder / "home" / "{username}")
    config.JupyterHub.authenticator_class = "shared-password"
    config.Authenticator.admin_users = {INSTRUCTOR}
    config.SharedPasswordAuthenticator.admin_password = demo.instructor_password
    config.SharedPasswordAuthenticator.user_password = demo.student_password
