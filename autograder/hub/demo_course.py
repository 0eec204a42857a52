"""Builds the course of the demo: data that is made offline, and all assignments, released."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from nbgrader.apps import NbGrader
from nbgrader.apps.api import NbGraderAPI

from autograder.course import scripts_on_path
from autograder.datasets import digits, faces
from autograder.datasets.heldout import DIRECTORY, HeldOut
from autograder.datasets.seeds import secret_seed
from autograder.errors import AutograderError
from autograder.files import replaced
from autograder.hub.demo import Demo
from autograder.sanitise import printable

_CONFIG = "nbgrader_config.py"
_PATIENT = 10  # added to the niceness of what nobody waits for
_SETTINGS = """
# Added for the demo.
c.Exchange.root = {exchange!r}
c.ExchangeCollect.check_owner = False  # all files belong to the same user
c.Teams.hub_groups = True
"""


class DemoCourseFailed(AutograderError):
    """Raised when the demo's course cannot be built."""


def copy(demo: Demo, template: Path) -> list[str]:
    """Copy configuration and notebooks, where they are missing.

    Parameters
    ----------
    demo
        The demo.
    template
        Course directory whose configuration and assignments are copied.

    Returns
    -------
    list of str
        The assignments that have never been released.

    Raises
    ------
    DemoCourseFailed
        When the template is no course directory.
    """
    demo.course_dir.mkdir(exist_ok=True)
    demo.course_dir.chmod(0o700)
    notebooks = sorted(template.glob("source/*/*.ipynb"))
    if not notebooks or not (template / _CONFIG).is_file():
        raise DemoCourseFailed(
            f"{template} has no {_CONFIG} or no notebooks in source/; "
            "change to this project's directory or name it with --course-dir."
        )
    config = (template / _CONFIG).read_text() + _SETTINGS.format(exchange=str(demo.exchange))
    _write_missing(demo.course_dir / _CONFIG, config.encode())
    for notebook in notebooks:
        place = demo.course_dir / notebook.relative_to(template)
        place.parent.mkdir(parents=True, exist_ok=True)
        _write_missing(place, notebook.read_bytes())
    released = _released(demo)
    return [name for notebook in notebooks if (name := notebook.parent.name) not in released]


@contextmanager
def releasing(demo: Demo, names: list[str], tell: Callable[[str], None]) -> Iterator[Callable[[], None]]:
    """Make the data and release assignments; once, since what an instructor changes later is to stay.

    The faces of the team project take longest. They are drawn beside everything else, and nobody has to
    wait for them to begin.

    Parameters
    ----------
    demo
        The demo, with its course.
    names
        The assignments.
    tell
        Is called with what is being done, now and then.

    Yields
    ------
    callable
        Releases the team project when its faces are drawn; all others are released already.

    Raises
    ------
    DemoCourseFailed
        When that does not succeed; doing it again goes on.
    """
    if not names:
        yield lambda: None
        return
    project = [name for name in names if name == faces.ASSIGNMENT]
    with _drawing_faces(demo, tell) if project else _nothing() as drawn:
        api = _api(demo)
        with api.gradebook as gradebook:  # the class list; who has not handed in is in it as well
            for number, student in enumerate(demo.student_names, 1):
                gradebook.update_or_create_student(student, first_name="Demo", last_name=f"Student {number}")
        tell("the handwritten digits")
        _make_digits(demo)
        for name in [name for name in names if name not in project]:
            tell(f"the assignment {name}")
            _release(demo, api, name)

        def rest() -> None:
            drawn()
            for name in project:
                _release(demo, api, name)

        yield rest


def _record(demo: Demo) -> Path:
    return demo.state_dir / "released.json"


def _released(demo: Demo) -> list[str]:
    try:
        return list(json.loads(_record(demo).read_text()))
    except FileNotFoundError:
        return []


def _write_missing(path: Path, content: bytes) -> None:
    if not path.exists():
        with replaced(path, mode=0o644) as file:
            file.write(content)


def _make_digits(demo: Demo) -> None:
    store = HeldOut(demo.course_dir / DIRECTORY)
    if not all(path.exists() for path in digits.student_files(demo.course_dir)):
        seed = secret_seed(store, "digits")
        digits.prepare(demo.course_dir, digits.from_scikit_learn(), seed, heldout=store)


@contextmanager
def _drawing_faces(demo: Demo, tell: Callable[[str], None]) -> Iterator[Callable[[], None]]:
    """Draw the faces in a process of its own; call what is yielded to wait for it."""
    autograder = str(Path(sys.executable).with_name("autograder"))
    command = [autograder, "--course-dir", str(demo.course_dir), "data", "faces"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    with suppress(psutil.Error):
        psutil.Process(process.pid).nice(_PATIENT)  # somebody waits for the hub

    def finish() -> None:
        told = None
        while told is None:
            tell("the faces of the team project")
            with suppress(subprocess.TimeoutExpired):
                told = process.communicate(timeout=1)[0]
        if process.returncode:
            raise DemoCourseFailed(f"The faces could not be drawn: {printable(told.strip()[-500:])}")

    try:
        yield finish
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


@contextmanager
def _nothing() -> Iterator[Callable[[], None]]:
    yield lambda: None


def _api(demo: Demo) -> NbGraderAPI:
    scripts_on_path()
    app = NbGrader()
    app.initialize([f"--course-dir={demo.course_dir}"])
    return NbGraderAPI(app.coursedir, app.authenticator, parent=app)


def _release(demo: Demo, api: NbGraderAPI, name: str) -> None:
    # what a start that was interrupted has left may be half of it
    for folder in (demo.course_dir / "release" / name, demo.exchange / api.course_id / "outbound" / name):
        shutil.rmtree(folder, ignore_errors=True)
    for step in (api.generate_assignment, api.release_assignment):
        result: dict[str, Any] = step(name)
        if not result["success"]:
            told = printable(" ".join(str(result.get("error") or result.get("log")).split())[-500:])
            raise DemoCourseFailed(f"{name} could not be released: {told}")
    with replaced(_record(demo)) as file:
        file.write(json.dumps([*_released(demo), name]).encode())
