"""`autograder hub`: what it refuses, and what it leaves alone."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import hubs
import pytest
from click.testing import CliRunner
from hubs import COMMAND

from autograder.cli import main
from autograder.hub import demo, running
from autograder.hub.classroom import VARIABLE


def refusal(*arguments: object) -> str:
    """The one line that the command says, in this process, where it refuses."""
    done = CliRunner().invoke(main, list(map(str, arguments)))
    assert done.exit_code == 1, done.output
    return only_line(done.stderr)


def only_line(errors: str) -> str:
    lines = [line for line in errors.splitlines() if line.strip()]
    assert len(lines) == 1, errors
    return lines[0]


def test_elsewhere_it_says_where_to_go(tmp_path: Path) -> None:
    command = [COMMAND, "--course-dir", tmp_path, "hub", "--demo"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout
    told = only_line(done.stderr)
    assert "There is no jupyterhub_config.py" in told
    assert "--course-dir" in told
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_else_in_it_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "thesis"
    folder.mkdir(mode=0o755)
    (folder / "chapter1.txt").write_text("all my work")
    course = hubs.template(tmp_path / "course", [])
    told = refusal("--course-dir", course, "hub", "--demo", "--folder", folder)
    assert "holds something else" in told
    assert [path.name for path in folder.iterdir()] == ["chapter1.txt"]
    assert folder.stat().st_mode & 0o777 == 0o755


def test_a_course_without_assignments_is_said(tmp_path: Path) -> None:
    course = hubs.template(tmp_path / "course", [])
    told = refusal("--course-dir", course, "hub", "--demo", "--folder", tmp_path / "demo")
    assert "no notebooks in source/" in told


def test_a_second_hub_in_the_same_folder_is_refused_with_the_first_ones_process(tmp_path: Path) -> None:
    course = hubs.template(tmp_path / "course", [])
    folder = tmp_path / "demo"
    with running.alone(demo.make_folder(folder) / "lock") as lock:
        lock.held_by(4711)
        told = refusal("--course-dir", course, "hub", "--demo", "--folder", folder)
    assert "runs already" in told
    assert "'kill 4711'" in told


def test_a_class_whose_people_are_not_known_is_one_line() -> None:
    if Path("/srv/convclass").exists():
        pytest.skip("this machine has a class")
    assert "/srv/convclass/instructors.txt cannot be read" in refusal("--course-dir", hubs.ROOT, "hub")


def test_passwords_and_students_are_kept_and_the_port_is_free(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    demo.make_folder(folder)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        first = demo.prepare(folder, 3, port)
    assert first.ports.public > port
    again = demo.prepare(folder, 2, port)
    assert again.ports.public == port
    assert (again.students, again.student_names[-1]) == (3, "student3")
    assert again.student_password == first.student_password
    assert len(first.instructor_password) == 32, "JupyterHub refuses shorter ones"
    assert (folder / "state" / "demo.json").stat().st_mode & 0o077 == 0
    assert demo.load(folder) == again


@pytest.mark.parametrize("content", ["", "{}", "[]", json.dumps({"ports": {}})])
def test_a_record_that_was_damaged_is_said(tmp_path: Path, content: str) -> None:
    state = demo.make_folder(tmp_path / "demo")
    (state / "demo.json").write_text(content)
    with pytest.raises(demo.DemoUnusable, match="cannot be read .*begin the demo anew"):
        demo.prepare(tmp_path / "demo", 2, 0)


def test_what_a_hub_left_behind_is_ended_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_SWEEP_SECONDS", 0.5)
    stubborn = (
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); signal.pause()"
    )
    ours, others = (
        subprocess.Popen(
            [sys.executable, "-c", script],
            env={**os.environ, VARIABLE: str(folder)},
            stdout=subprocess.PIPE,
        )
        for script, folder in ((stubborn, tmp_path / "a"), (stubborn, tmp_path / "b"))
    )
    try:
        for process in (ours, others):
            assert process.stdout is not None
            process.stdout.readline()
        assert running.sweep(VARIABLE, str(tmp_path / "a")) == 1
        assert ours.poll() is not None
        assert others.poll() is None
    finally:
        for process in (ours, others):
            process.kill()
            process.communicate()


def test_a_hub_that_ends_says_its_last_words(tmp_path: Path) -> None:
    config = tmp_path / "jupyterhub_config.py"
    config.write_text("raise ValueError('no such thing')")
    with running.alone(tmp_path / "lock") as lock:
        hub = running.Hub(config, tmp_path, os.environ, lock)
        with pytest.raises(running.HubFailed, match="no such thing.*hub.log"):
            hub.wait_until_ready("http://127.0.0.1:9")
        hub.stop()
