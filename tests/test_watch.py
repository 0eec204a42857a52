"""Hand-ins are graded as they come in: what is taken, what waits, what is told to whom."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import tiny_course
from course import api
from nbgrader.exchange.default import ExchangeFetchFeedback, ExchangeSubmit
from nbgrader.utils import notebook_hash
from team_course import assign, autograder
from tiny_course import ME, POINTS, RIGHT, WRONG, Tiny

from autograder.handin import SECRET, STAMP
from autograder.watch import settings as watch_settings
from autograder.watch.desk import AlreadyWatched, Desk
from autograder.watch.queue import Job, State
from autograder.watch.service import once

pytestmark = pytest.mark.graded


@pytest.fixture(scope="module")
def template(isolation: None, tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    return tiny_course.make(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("place") / "tiny"


@pytest.fixture
def course(template: Tiny, place: Path) -> Tiny:
    """A course as if it were new, always in the same place, since each place has a sandbox of its own."""
    shutil.rmtree(place, ignore_errors=True)
    return tiny_course.copy(template, place)


@pytest.fixture
def desk(course: Tiny) -> Iterator[Desk]:
    desk = Desk(course.root)
    yield desk
    desk.close()


def job(desk: Desk, folder: Path) -> Job:
    (found,) = [job for job in desk.queue.jobs() if job.name == folder.name]
    return found


def state(desk: Desk, folder: Path) -> State:
    return job(desk, folder).state


def feedback_page(course: Tiny, folder: Path) -> Path:
    checksum = notebook_hash(secret=(folder / SECRET).read_text(), notebook_id="tiny")
    return course.feedback_folder / f"{checksum}.html"


def test_a_hand_in_is_collected_graded_and_answered(course: Tiny, desk: Desk) -> None:
    first, second = course.submit("ada"), course.submit("bob", WRONG)
    assert once(desk) == 2
    assert (course.points("ada"), course.points("bob")) == (POINTS, 0)
    assert course.collected("ada") == (first / "tiny.ipynb").read_bytes()
    assert "not twice as much" in feedback_page(course, second).read_text()
    assert {job.state for job in desk.queue.jobs()} == {State.GRADED}
    assert once(desk) == 0


def test_what_nbgrader_submits_is_graded_and_its_student_fetches_the_feedback(
    course: Tiny, desk: Desk, tmp_path: Path
) -> None:
    home, cache = tmp_path / "home", str(tmp_path / "cache")
    (home / "tiny").mkdir(parents=True)
    (home / "tiny" / "tiny.ipynb").write_bytes((course.root / "release" / "tiny" / "tiny.ipynb").read_bytes())
    nbgrader = api(course)
    nbgrader.coursedir.student_id, nbgrader.coursedir.assignment_id = "ada", "tiny"
    about = {"coursedir": nbgrader.coursedir, "authenticator": nbgrader.authenticator, "parent": nbgrader}
    places = {"assignment_dir": str(home), "cache": cache}
    ExchangeSubmit(**about, **places).start()
    assert once(desk) == 1
    assert course.points("ada") == 0
    ExchangeFetchFeedback(**about, **places).start()
    (page,) = (home / "tiny" / "feedback").rglob("tiny.html")
    assert "not twice as much" in page.read_text()


def test_the_newest_hand_in_wins(course: Tiny, desk: Desk) -> None:
    older, newer = course.submit("ada", RIGHT), course.submit("ada", WRONG)
    assert once(desk) == 1
    assert (state(desk, older), state(desk, newer)) == (State.REPLACED, State.GRADED)
    assert course.points("ada") == 0
    newest = course.submit("ada", RIGHT)
    assert once(desk) == 1
    assert state(desk, newest) is State.GRADED and course.points("ada") == POINTS


def test_a_mark_given_by_hand_is_kept_and_somebody_is_asked_to_look_again(course: Tiny, desk: Desk) -> None:
    course.submit("ada", WRONG)
    once(desk)
    from nbgrader.api import Gradebook

    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade("test_double", "tiny", "tiny", "ada")
        grade.manual_score = 1.5
        gradebook.db.commit()
    course.submit("ada", RIGHT)
    once(desk)
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade("test_double", "tiny", "tiny", "ada")
        assert (grade.auto_score, grade.manual_score) == (POINTS, 1.5)


def test_a_late_hand_in_is_late_as_in_nbgrader(course: Tiny, desk: Desk) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment("tiny", duedate="2026-01-01 12:00:00 UTC")
    course.configure("c.LateSubmissionPlugin.penalty_method = 'zero'")
    course.submit("ada", when="2026-01-01 11:59:00.0 UTC")
    course.submit("bob", when="2026-01-01 12:01:00.0 UTC")
    once(desk)
    with Gradebook(course.db_url) as gradebook:
        penalties = [
            gradebook.find_submission_notebook("tiny", "tiny", name).late_submission_penalty or 0
            for name in ("ada", "bob")
        ]
    assert penalties == [0, POINTS]


def test_the_cap_holds_back_until_the_next_day_or_until_an_instructor_lets_it_pass(
    course: Tiny, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.configure("c.Watch.daily_cap = 2")
    for source in (WRONG, RIGHT):
        course.submit("ada", source)
        once(desk)
    third = course.submit("ada", WRONG)
    course.submit("bob")
    assert once(desk) == 1, "others are not held back"
    assert state(desk, third) is State.CAPPED and "2 of 2" in job(desk, third).reason
    assert course.points("ada") == POINTS
    fourth = course.submit("ada", WRONG)
    once(desk)
    assert (state(desk, third), state(desk, fourth)) == (State.REPLACED, State.CAPPED)
    assert autograder(course, "queue", "again", str(job(desk, fourth).id)).exit_code == 0
    assert once(desk) == 1 and state(desk, fourth) is State.GRADED
    fifth = course.submit("ada", RIGHT)
    once(desk)
    assert state(desk, fifth) is State.CAPPED
    monkeypatch.setattr(watch_settings.Watch, "today", lambda self: date(2099, 1, 1))
    assert once(desk) == 1 and course.points("ada") == POINTS


def test_the_cap_is_one_for_a_team(course: Tiny, desk: Desk) -> None:
    course.configure("c.Watch.daily_cap = 1", "c.Teams.assignments = ['tiny']")
    assign(course, alpha="ada bob")
    course.submit("ada")
    once(desk)
    second = course.submit("bob")
    once(desk)
    assert state(desk, second) is State.CAPPED
    assert course.points("bob") == POINTS


def test_a_team_is_graded_once_and_a_change_of_the_teams_takes_effect(course: Tiny, desk: Desk) -> None:
    course.configure("c.Teams.assignments = ['tiny']")
    assign(course, alpha="ada bob", beta="cy dan")
    older, newer = course.submit("ada", WRONG), course.submit("bob", RIGHT)
    assert once(desk) == 1
    assert (state(desk, older), state(desk, newer)) == (State.REPLACED, State.GRADED)
    assert course.points("ada") == course.points("bob") == POINTS
    assert feedback_page(course, newer).exists()
    assign(course, alpha="bob eve", beta="cy dan", gamma="ada")
    assert once(desk) == 1, "ada is alone now, so that her own hand-in counts again"
    assert (course.points("ada"), course.points("bob"), course.points("eve")) == (0, POINTS, POINTS)
    assert state(desk, older) is State.GRADED
    assert once(desk) == 0


def test_while_nobody_knows_the_teams_only_their_assignments_wait(
    course: Tiny, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.configure("c.Teams.assignments = ['tiny']")
    (course.root / "teams.csv").write_bytes(b"\xff\xfe")
    folder = course.submit("ada")
    assert once(desk) == 0 and state(desk, folder) is State.WAITING
    assign(course, alpha="ada bob")
    assert once(desk) == 1 and course.points("bob") == POINTS


def test_a_paused_queue_takes_note_and_grades_nothing(course: Tiny, desk: Desk) -> None:
    assert "Paused" in autograder(course, "queue", "pause").output
    folder = course.submit("ada")
    assert once(desk) == 0 and state(desk, folder) is State.WAITING
    assert "The queue is paused" in autograder(course, "queue").output
    autograder(course, "queue", "resume")
    assert once(desk) == 1


def test_files_of_somebody_else_are_refused_logged_and_shown(
    course: Tiny, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    course.configure("c.ExchangeCollect.check_owner = True")
    own, forged, nobody = course.submit(ME), course.submit("daemon"), course.submit("no_such_user")
    assert once(desk) == 1
    assert state(desk, own) is State.GRADED
    reason = job(desk, forged).reason
    assert state(desk, forged) is State.REFUSED
    assert reason == f"It bears the name of daemon, but it belongs to {ME}."
    assert "is no user of this machine" in job(desk, nobody).reason
    assert not (course.root / "submitted" / "daemon").exists()
    assert forged.exists(), "it is left for the instructor to look at"
    assert reason in caplog.text
    assert "belongs to" in " ".join(autograder(course, "queue").output.split())


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
def test_one_file_of_somebody_else_is_enough(course: Tiny, desk: Desk) -> None:
    course.configure("c.ExchangeCollect.check_owner = True")
    folder = course.submit(ME)
    os.chown(folder / "tiny.ipynb", 1, 1)
    once(desk)
    assert job(desk, folder).reason == f"It bears the name of {ME}, but tiny.ipynb belongs to daemon."
    os.chown(folder / "tiny.ipynb", 0, 0)
    assert once(desk) == 1, "it is looked at again"


def test_names_that_are_no_students_and_unknown_assignments_are_refused(course: Tiny, desk: Desk) -> None:
    bad = [course.submit(name) for name in ("..", "a*b", "x" * 200)]
    unknown = course.submit("ada")
    unknown = unknown.rename(unknown.with_name(unknown.name.replace("+tiny+", "+other+")))
    (course.inbound / "no hand-in").mkdir()
    assert once(desk) == 0
    assert {state(desk, folder) for folder in [*bad, unknown]} == {State.REFUSED}
    assert "no assignment 'other'" in job(desk, unknown).reason
    assert not (course.root / "tiny").exists()


@pytest.mark.parametrize("missing", [STAMP, SECRET])
def test_a_half_written_hand_in_waits_until_it_is_complete(course: Tiny, desk: Desk, missing: str) -> None:
    folder = course.submit("ada")
    content = (folder / missing).read_text()
    (folder / missing).write_text("")
    assert once(desk) == 0
    assert state(desk, folder) is State.INCOMPLETE and missing in job(desk, folder).reason
    (folder / missing).write_text(content)
    assert once(desk) == 1 and course.points("ada") == POINTS


def test_a_clock_that_was_ahead_does_not_hide_what_comes_after(course: Tiny, desk: Desk) -> None:
    course.submit("ada", WRONG, when="2099-01-01 10:00:00.0 UTC")
    once(desk)
    course.submit("ada", RIGHT)
    assert once(desk) == 1 and course.points("ada") == POINTS
    course.submit("bob", WRONG, when="2099-01-01 10:00:00.0 UTC")
    course.submit("bob", RIGHT)
    once(desk)
    assert course.points("bob") == POINTS, "noticed at the same time, the one of the future is not the latest"


def test_a_clock_that_is_set_back_loses_nothing(course: Tiny, desk: Desk) -> None:
    course.submit("ada", WRONG)
    once(desk)
    late = course.submit("ada", RIGHT, when="2020-01-01 10:00:00.0 UTC")
    assert once(desk) == 1 and course.points("ada") == POINTS
    assert "2020-01-01 10:00" in job(desk, late).remark, "the instructor is told that the times differ"


def test_a_gradebook_that_is_locked_is_waited_for(
    course: Tiny, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlite3.dbapi2.connect", _impatient(sqlite3.connect))
    folder = course.submit("ada")
    desk.look()
    with sqlite3.connect(course.root / "gradebook.db") as other:
        other.execute("BEGIN EXCLUSIVE")
        task = desk.next()
        assert task and task.job
        desk.finish(task, _work(desk, task.job))
        assert state(desk, folder) is State.WAITING
        assert "locked" in job(desk, folder).reason
        assert desk.next() is None, "it rests before it is tried again"
        other.rollback()
    desk._clock = lambda: 1e12
    assert once(desk) == 1 and course.points("ada") == POINTS


def _impatient(connect: object) -> object:
    return lambda *arguments, **options: connect(*arguments, **{**options, "timeout": 0})  # type: ignore[operator]


def _work(desk: Desk, job: Job) -> object:
    from autograder.watch.steps import Steps

    return Steps(desk.root).work(job.name)


@pytest.mark.parametrize("where", ["collect", "grade", "release"])
def test_a_full_disk_is_waited_for(
    course: Tiny, desk: Desk, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    folder = course.submit("ada")
    place = {
        "collect": "autograder.collect.shutil.copyfileobj",
        "grade": "nbconvert.writers.files.FilesWriter.write",
        "release": "nbgrader.exchange.default.release_feedback.shutil.copy",
    }[where]
    with monkeypatch.context() as patch:

        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr(place, full)
        once(desk)
    assert state(desk, folder) is State.WAITING
    assert "No space left" in job(desk, folder).reason
    desk._clock = lambda: 1e12
    assert once(desk) == 1 and state(desk, folder) is State.GRADED
    assert course.points("ada") == POINTS and feedback_page(course, folder).exists()
    assert not list((course.root / "submitted" / "ada").glob(".*"))


def test_an_exchange_that_is_away_is_waited_for(
    course: Tiny, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    folder = course.submit("ada")
    away = course.inbound.with_name("away")
    course.inbound.rename(away)
    assert once(desk) == 0 and "cannot be read" in desk.problem
    assert once(desk) == 0
    assert caplog.text.count("cannot be read") == 1, "it is not said over and over"
    away.rename(course.inbound)
    assert once(desk) == 1 and not desk.problem and state(desk, folder) is State.GRADED


def test_feedback_that_cannot_be_released_is_waited_for(course: Tiny, desk: Desk) -> None:
    folder = course.submit("ada")
    course.feedback_folder.write_text("in the way")
    once(desk)
    assert state(desk, folder) is State.WAITING and job(desk, folder).reason
    course.feedback_folder.unlink()
    desk._clock = lambda: 1e12
    assert once(desk) == 1 and feedback_page(course, folder).exists()
    assert course.points("ada") == POINTS


def test_a_notebook_whose_process_dies_is_answered_and_the_next_is_graded(course: Tiny, desk: Desk) -> None:
    folder = course.submit("ada", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    course.submit("bob")
    assert once(desk) == 2
    assert (course.points("ada"), course.points("bob")) == (0, POINTS)
    assert state(desk, folder) is State.GRADED and feedback_page(course, folder).exists()


def test_what_cannot_be_graded_fails_after_some_attempts_and_lets_the_others_pass(
    course: Tiny, desk: Desk
) -> None:
    folder = course.submit("ada")
    (folder / "tiny.ipynb").unlink()
    good = course.submit("bob")
    once(desk)
    assert state(desk, good) is State.GRADED
    for seconds in (1e6, 1e7, 1e8):
        desk._clock = lambda: seconds  # noqa: B023
        once(desk)
    assert state(desk, folder) is State.FAILED and "no notebook" in job(desk, folder).reason
    (folder / "tiny.ipynb").write_bytes((good / "tiny.ipynb").read_bytes())
    assert autograder(course, "queue", "again", str(job(desk, folder).id)).exit_code == 0


def test_links_are_not_followed(course: Tiny, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "secret.npz").write_text("held out")
    course.configure("c.HandInExporter.allowed_files = {'tiny': ['*.npz']}")
    folder = course.submit("ada")
    (folder / "mine.npz").write_text("my own")
    (folder / "link.npz").symlink_to(tmp_path / "secret.npz")
    (folder / "folder").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.npz")
    once(desk)
    collected = {path.name for path in (course.root / "submitted" / "ada" / "tiny").rglob("*")}
    assert collected == {"tiny.ipynb", "mine.npz", STAMP, SECRET}
    assert course.points("ada") == POINTS


def test_what_is_to_be_done_after_grading_is_done_and_its_failure_is_told(course: Tiny, desk: Desk) -> None:
    course.configure(
        "c.Watch.after_grading = lambda root: (root / 'board').write_text('new')",
        "c.Watch.after_grading_of = ['other']",
    )
    course.submit("ada")
    once(desk)
    assert not (course.root / "board").exists()
    course.configure("c.Watch.after_grading_of = ['tiny']")
    course.submit("bob")
    once(desk)
    assert (course.root / "board").read_text() == "new"
    course.configure("c.Watch.after_grading = 'no_such_module.update'", "c.Watch.attempts = 1")
    folder = course.submit("cy")
    once(desk)
    assert "no_such_module" in job(desk, folder).reason
    assert course.points("cy") == POINTS


def test_there_is_one_service_for_each_course(course: Tiny, desk: Desk) -> None:
    with pytest.raises(AlreadyWatched, match="Another 'autograder watch'"):
        Desk(course.root)
    done = autograder(course, "watch", "--once")
    assert done.exit_code == 1 and done.output.count("Error: ") == 1


def test_the_queue_is_shown_in_full_in_a_table_csv_and_json(course: Tiny, desk: Desk) -> None:
    course.submit("ada")
    course.submit("=evil\x1b[31m")
    once(desk)
    shown = autograder(course, "queue", "--all").output
    assert "ada" in shown and "\x1b" not in shown
    autograder(course, "queue", "--csv", str(course.root / "queue.csv"))
    assert (course.root / "queue.csv").read_text().startswith("id,student,")
    assert "'=evil" in (course.root / "queue.csv").read_text()
    document = json.loads(autograder(course, "queue", "--json").output)
    assert {row["state"] for row in document["jobs"]} == {"graded", "refused"}


def test_the_commands_end_with_a_status_that_tells_whether_a_person_is_needed(course: Tiny) -> None:
    course.submit("ada")
    done = autograder(course, "watch", "--once")
    assert done.exit_code == 0 and done.output.startswith("1 graded"), done.output
    course.submit("a*b")
    assert autograder(course, "watch", "--once").exit_code == 1
    assert autograder(course, "queue", "again", "99").exit_code == 1
