"""Fixtures that several test modules share."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

# Several processes of the tests share the cores: threads of one for each would only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import absl.logging
import pytest
import team_course
from course import Course, make_course
from postgres import NoServer, Server
from postgres import server as server_of_postgresql

from autograder.sandbox import ForkServer, IsolationUnavailable, Limits, check_isolation

# A shell that runs the tests in the background has them ignore ctrl-C, and all that they start as well.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# absl, which TensorFlow logs with, closes the stream that was sys.stderr when it was imported as soon as a
# program configures logging while sys.stderr is another one: pytest's, when a test runs a click command.
absl.logging.get_absl_handler().python_handler.setStream(sys.__stderr__)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run one process more than there are cores: many tests wait, for servers, browsers or limits."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules of most slow tests, so that no process works on alone at the end."""
    tests = Counter(item.path for item in items)
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: (-slow[item.path], -tests[item.path]))


def skip_or_fail(reason: str) -> None:
    """Skip a test whose optional part is missing here; in continuous integration it must be there."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def isolation() -> None:
    """Whether this machine can isolate student code."""
    try:
        check_isolation()
    except IsolationUnavailable as error:
        skip_or_fail(str(error))


@pytest.fixture(scope="session")
def server(isolation: None) -> Iterator[ForkServer]:
    """A warm fork server."""
    server = ForkServer(preload=("numpy",))
    yield server
    server.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server that nobody else uses."""
    with ExitStack() as stack:
        try:
            pytest.importorskip("psycopg")
            running = stack.enter_context(server_of_postgresql())
        except (NoServer, pytest.skip.Exception) as error:
            skip_or_fail(str(error))
        yield running


@pytest.fixture
def limits() -> Limits:
    """Limits that end a test soon."""
    return Limits(cell_seconds=10.0, call_seconds=5.0, grace_seconds=1.0)


@pytest.fixture(scope="session")
def course_template(isolation: None, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course without hand-ins, made once; tests copy it."""
    return make_course(tmp_path_factory.mktemp("template") / "course")


@pytest.fixture(scope="session")
def team_course_template(isolation: None, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course in which teams hand in, without hand-ins; tests copy it."""
    return team_course.make(tmp_path_factory.mktemp("teams"))


@pytest.fixture
def course(course_template: Course, tmp_path: Path) -> Course:
    """A course of the test's own."""
    shutil.copytree(course_template.root, tmp_path / "course")
    return Course(tmp_path / "course")
