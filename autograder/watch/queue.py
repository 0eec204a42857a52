"""The queue of hand-ins: a small database, in which every step is one transaction.

It remembers what cannot be seen on disk: in which order hand-ins were noticed, which were refused and why,
and how many were graded on a day. What was collected and graded is seen on disk and in the gradebook, so
that a step which was interrupted is simply done again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, Text, create_engine, event, func, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from autograder.errors import AutograderError
from autograder.inbound import Inbound

_BUSY_SECONDS = 30


class State(StrEnum):
    """What became of a hand-in."""

    INCOMPLETE = "incomplete"
    WAITING = "waiting"
    CAPPED = "over the cap"
    RUNNING = "being graded"
    GRADED = "graded"
    FAILED = "failed"
    REFUSED = "refused"
    REPLACED = "replaced"


# Those that are waited for, the most urgent first.
OPEN = (State.RUNNING, State.WAITING, State.CAPPED, State.INCOMPLETE)
NEEDS_A_PERSON = (State.REFUSED, State.FAILED)


class _Base(DeclarativeBase):
    pass


class _Row(_Base):
    __tablename__ = "handins"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(512), unique=True)
    student: Mapped[str] = mapped_column(String(256), index=True)
    assignment: Mapped[str] = mapped_column(String(256))
    stamp: Mapped[str] = mapped_column(String(32))
    noticed: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    team: Mapped[str] = mapped_column(String(256), default="")
    day: Mapped[str] = mapped_column(String(10), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    passes: Mapped[bool] = mapped_column(default=False)
    changed: Mapped[str] = mapped_column(String(32), default="")


class _Note(_Base):
    __tablename__ = "notes"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True)
class Job:
    """A hand-in in the queue.

    Parameters
    ----------
    id
        Its place: hand-ins that were noticed later have larger ones.
    name
        Its folder in the exchange.
    student, assignment
        Whose it is, and of what.
    stamp
        When it says that it was handed in, in ISO format and UTC.
    noticed, changed
        When it was noticed and when its state changed, likewise.
    state
        What became of it.
    reason
        Why it is in that state.
    remark
        What an instructor should know about it besides.
    team
        For whom it counts; for a student without a team, the student.
    day
        On which day it was graded, as the cap counts; empty where it was not.
    attempts
        How often grading it has failed.
    passes
        Whether an instructor lets it pass over the cap.
    """

    id: int
    name: str
    student: str
    assignment: str
    stamp: str
    noticed: str
    state: State
    reason: str
    remark: str
    team: str
    day: str
    attempts: int
    passes: bool
    changed: str

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return {**asdict(self), "state": str(self.state)}


class QueueUnusable(AutograderError):
    """Raised when the queue's database cannot be opened."""


class Queue:
    """The queue of one course.

    Parameters
    ----------
    url
        Address of the database for SQLAlchemy; it is made when it is not there.
    """

    def __init__(self, url: str) -> None:
        try:
            self._engine = create_engine(url)
            if self._engine.dialect.name == "sqlite":
                _prepare_sqlite(self._engine)
            _Base.metadata.create_all(self._engine)
        except Exception as error:  # drivers raise what they like
            raise QueueUnusable(f"The queue {url} cannot be opened: {error}") from error
        self._sessions = sessionmaker(self._engine)

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Session]:
        with self._sessions.begin() as session:
            yield session

    def jobs(self, *states: State) -> list[Job]:
        """Return the hand-ins in these states (in any, where none is given), in their order."""
        wanted = select(_Row).order_by(_Row.id)
        if states:
            wanted = wanted.where(_Row.state.in_(states))
        with self._transaction() as session:
            return [_job(row) for row in session.scalars(wanted)]

    def job(self, job_id: int) -> Job | None:
        """Return a hand-in by its place."""
        with self._transaction() as session:
            row = session.get(_Row, job_id)
            return _job(row) if row else None

    def counts(self) -> dict[State, int]:
        """Return how many hand-ins are in each state."""
        with self._transaction() as session:
            rows = session.execute(select(_Row.state, func.count()).group_by(_Row.state))
            found = {state: number for state, number in rows}
        return {state: found.get(state, 0) for state in State}

    def notice(self, hand_in: Inbound, state: State, reason: str = "", remark: str = "") -> bool:
        """Add a hand-in, or bring up to date what is known of one that was refused or incomplete.

        Returns
        -------
        bool
            Whether that is news.
        """
        try:
            with self._transaction() as session:
                row = session.scalar(select(_Row).where(_Row.name == hand_in.name))
                if row is None:
                    stamp = hand_in.stamp.isoformat(sep=" ", timespec="seconds")
                    row = _Row(
                        name=hand_in.name,
                        student=hand_in.student,
                        assignment=hand_in.assignment,
                        stamp=stamp,
                        noticed=_now(),
                        state="",
                    )
                    session.add(row)
                elif row.state not in (State.INCOMPLETE, State.REFUSED):
                    return False
                news = (row.state, row.reason) != (state, reason)
                row.state, row.reason, row.remark = state, reason, remark
                if news:
                    row.changed = _now()
                return news
        except IntegrityError:
            return False  # another process has just added it

    def move(self, job: Job, state: State, reason: str = "", **fields: Any) -> bool:
        """Change the state of a hand-in, if it still is in the state that `job` says.

        Parameters
        ----------
        job
            The hand-in as it was read.
        state, reason
            The new ones.
        fields
            Others to change: ``remark``, ``team``, ``day``, ``attempts``, ``passes``.

        Returns
        -------
        bool
            Whether it was.
        """
        changes = {"state": state, "reason": reason, "changed": _now(), **fields}
        with self._transaction() as session:
            done = session.execute(
                update(_Row).where(_Row.id == job.id, _Row.state == job.state).values(**changes)
            )
            return bool(done.rowcount)  # type: ignore[attr-defined]

    def graded_on(self, day: str, assignment: str, team: str) -> int:
        """Return how many hand-ins of an assignment were graded for a team on a day."""
        wanted = select(func.count()).where(
            _Row.day == day, _Row.assignment == assignment, _Row.team == team, _Row.passes.is_(False)
        )
        with self._transaction() as session:
            return session.scalar(wanted) or 0

    def recover(self) -> int:
        """Let what was being graded when the last service ended wait again; return how many there were."""
        with self._transaction() as session:
            done = session.execute(
                update(_Row).where(_Row.state == State.RUNNING).values(state=State.WAITING, changed=_now())
            )
            return int(done.rowcount)  # type: ignore[attr-defined]

    def again(self, job: Job) -> bool:
        """Let a hand-in that failed, was refused or is over the cap be looked at again, and pass."""
        if job.state not in (State.FAILED, State.REFUSED, State.CAPPED):
            return False
        state = State.INCOMPLETE if job.state is State.REFUSED else State.WAITING
        return self.move(job, state, attempts=0, passes=job.passes or job.state is State.CAPPED)

    @property
    def paused(self) -> bool:
        """Whether nothing new is graded."""
        return self.note("paused") == "yes"

    def pause(self, paused: bool) -> None:
        """Stop taking hand-ins out of the queue, or go on."""
        self.set_note("paused", "yes" if paused else "no")

    def note(self, key: str) -> str:
        """Return a value that the service remembers; empty where there is none."""
        with self._transaction() as session:
            row = session.get(_Note, key)
            return row.value if row else ""

    def set_note(self, key: str, value: str) -> None:
        """Remember a value."""
        with self._transaction() as session:
            session.merge(_Note(key=key, value=value))


def in_order(jobs: Collection[Job]) -> list[Job]:
    """Return jobs as they are shown: what needs a person, what is waited for, then the rest, latest first."""
    rank = {state: number for number, state in enumerate((*NEEDS_A_PERSON, *OPEN))}

    def place(job: Job) -> tuple[int, int]:
        return rank.get(job.state, len(rank)), job.id if job.state in OPEN else -job.id

    return sorted(jobs, key=place)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # it would begin transactions itself, but late; see below
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # from here on nobody else writes, so that what is read stays true until it is changed
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _job(row: _Row) -> Job:
    fields = {name: getattr(row, name) for name in Job.__dataclass_fields__}
    return Job(**{**fields, "state": State(row.state)})


def _now() -> str:
    return datetime.now(UTC).isoformat(sep=" ", timespec="seconds").removesuffix("+00:00")
