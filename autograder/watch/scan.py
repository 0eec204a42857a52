"""Compares the inbound folder with the queue, and decides which hand-in is graded next."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from autograder import inbound
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.inbound import Incomplete, Refused
from autograder.sanitise import printable
from autograder.teams import TeamsUnreadable
from autograder.watch.queue import Job, Queue, State
from autograder.watch.settings import Watch
from autograder.watch.steps import collector, settings

log = logging.getLogger("autograder.watch")
_UNSETTLED = (State.WAITING, State.CAPPED, State.FAILED, State.REPLACED)
_TAKEN = (*_UNSETTLED, State.RUNNING, State.GRADED)


class InboundUnreadable(AutograderError):
    """Raised when the folder in which students hand in cannot be read."""


def look(course: Course, queue: Queue) -> Path:
    """Bring the queue up to date with the inbound folder.

    Parameters
    ----------
    course
        The course, read afresh.
    queue
        Its queue.

    Returns
    -------
    pathlib.Path
        The inbound folder.

    Raises
    ------
    InboundUnreadable
        When it cannot be read.
    """
    collect = collector(course)
    folder = collect.inbound_folder
    known = {job.name: job.state for job in queue.jobs()}
    undecided = (None, State.INCOMPLETE, State.REFUSED)
    try:
        found = [one for one in inbound.listed(folder) if known.get(one.name) in undecided]
    except OSError as error:
        raise InboundUnreadable(
            f"The folder {folder}, in which students hand in, cannot be read ({error.strerror}). "
            "It is made when the first assignment is released: nbgrader release_assignment NAME."
        ) from error
    assignments = collect.assignments() if found else []
    for hand_in in sorted(found, key=inbound.Inbound.order):
        path = folder / hand_in.name
        state, reason, remark = State.WAITING, "", ""
        try:
            collect.check(hand_in, assignments)
            remark = inbound.told_time(path, hand_in)
        except Refused as error:
            state, reason = State.REFUSED, str(error)
        except Incomplete as error:
            state, reason = State.INCOMPLETE, str(error)
        except FileNotFoundError:
            continue  # it has just been removed
        except OSError as error:
            state, reason = State.INCOMPLETE, f"It cannot be read: {error.strerror}."
        if queue.notice(hand_in, state, reason, remark) and state is State.REFUSED:
            log.error("Refused %s: %s", printable(hand_in.name), reason)
    _settle(course, queue)
    return folder


def _settle(course: Course, queue: Queue) -> None:
    """Leave of each student's hand-ins, or of each team's, the newest; hold back what is over the cap."""
    jobs = [(job, team_of(course, job)) for job in queue.jobs() if job.state in _TAKEN]
    newest = {(job.assignment, team): job for job, team in jobs}
    watch = settings(course)
    today = watch.today().isoformat()
    for job, team in jobs:
        latest = newest[job.assignment, team]
        if team is None or job.state not in _UNSETTLED:
            continue
        if latest.id != job.id:
            if job.state is not State.REPLACED:
                whose = "" if latest.student == job.student else f" of {printable(latest.student)}"
                queue.move(job, State.REPLACED, f"A newer hand-in{whose} counts.", team=team)
        elif job.state is not State.FAILED:
            # what was replaced is the newest again where a team has changed
            state, reason = _capped(watch, queue, job, team, today)
            if (state, team) != (job.state, job.team) or (state is State.CAPPED and reason != job.reason):
                queue.move(job, state, reason, team=team)


def _capped(watch: Watch, queue: Queue, job: Job, team: str, today: str) -> tuple[State, str]:
    if not watch.daily_cap or job.passes or job.day == today:
        return State.WAITING, ""
    done = queue.graded_on(today, job.assignment, team)
    if done < watch.daily_cap:
        return State.WAITING, ""
    return State.CAPPED, f"{done} of {watch.daily_cap} have been graded today; it waits until midnight."


def team_of(course: Course, job: Job) -> str | None:
    """Return for whom a hand-in counts: the name of the team, or the student's; None while nobody knows."""
    if job.assignment not in course.teams.assignments:
        return job.student
    try:
        return course.teams.team_of(job.student).name
    except TeamsUnreadable:
        return None


def take_next(course: Course, queue: Queue, resting: Collection[int] = ()) -> Job | None:
    """Take the hand-in out of the queue that is to be graded next.

    Parameters
    ----------
    course
        The course.
    queue
        Its queue, brought up to date.
    resting
        Hand-ins that are not tried again yet.

    Returns
    -------
    Job or None
        Now in the state "being graded"; None where there is nothing to do, or the queue is paused.
    """
    if queue.paused:
        return None
    busy = {(job.assignment, job.team) for job in queue.jobs(State.RUNNING)}
    today = settings(course).today().isoformat()
    for job in sorted(queue.jobs(State.WAITING), key=lambda job: (job.attempts, job.id)):
        team = team_of(course, job)
        if team is None or job.id in resting or (job.assignment, team) in busy:
            continue
        if queue.move(job, State.RUNNING, team=team, day=today):
            return replace(job, state=State.RUNNING, team=team, day=today, reason="")
    return None


def changed_teams(course: Course, queue: Queue, seen: str) -> list[str]:
    """Return the team assignments for which the teams have changed; `seen` is their `fingerprint` now."""
    return [name for name in course.teams.assignments if queue.note(_key(name)) != seen]


def note_teams(queue: Queue, assignment: str, seen: str) -> None:
    """Remember the `fingerprint` of the teams for which the marks of an assignment were shared."""
    queue.set_note(_key(assignment), seen)


def fingerprint(course: Course) -> str:
    """Return a text that tells one set of teams from another; empty while nobody knows them."""
    try:
        teams = {name: team.members for name, team in course.teams.roster.teams.items()}
    except TeamsUnreadable:
        return ""
    return hashlib.sha256(json.dumps(teams).encode()).hexdigest()


def _key(assignment: str) -> str:
    return f"teams of {assignment}"[:64]
