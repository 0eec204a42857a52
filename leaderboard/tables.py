"""The tables of the leaderboard's database, and how a database is opened and brought up to date.

Only facts are stored: who handed in what and when, what the grader got of it, what people decided. Whatever
follows from them by a rule (which entry is released, every rank) is computed anew each time.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from autograder.errors import AutograderError

_MIGRATIONS = Path(__file__).with_name("migrations")
_WAIT_SECONDS = 60  # for another process that writes
_READS = {"reads": True}

metadata = sa.MetaData()

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("turn", sa.Integer, nullable=False, unique=True),  # in which order the Ladders take entries
    sa.Column("uid", sa.String(12), nullable=False, unique=True),
    sa.Column("identity", sa.String(64), nullable=False, unique=True),
    sa.Column("assignment", sa.Text, nullable=False),
    sa.Column("student", sa.Text, nullable=False),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("handed_in", sa.String(32), nullable=False),
    sa.Column("received", sa.String(32), nullable=False),
    sa.Column("heldout", sa.String(64), nullable=False, index=True),
    sa.Column("cap", sa.Integer, nullable=False),  # as it was when the entry arrived
    sa.Column("counts", sa.Integer, nullable=False),  # number of the revision that counts
)
revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("entry_id", sa.ForeignKey("entries.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("file", sa.String(64), nullable=False, unique=True),
    sa.Column("graded", sa.String(32), nullable=False),
    sa.Column("model_bytes", sa.BigInteger, nullable=False),
    sa.Column("seconds", sa.Float),
    sa.Column("outcome", sa.String(32), nullable=False),  # "passed", or why there are no predictions
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("answers", sa.LargeBinary),  # uint8, the most probable person of each image
    sa.Column("probabilities", sa.LargeBinary),  # float64, an .npy file
    sa.UniqueConstraint("entry_id", "number"),
)
label_versions = sa.Table(
    "label_versions",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("heldout", sa.String(64), nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("who", sa.Text, nullable=False),
)
decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("heldout", sa.String(64), nullable=False),
    sa.Column("image", sa.String(64), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("label", sa.Integer),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("version", sa.ForeignKey("label_versions.version")),  # that applied it first; empty: none yet
)
finals = sa.Table(
    "finals",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("chosen", sa.JSON, nullable=False),  # uids of entries
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
)
freezes = sa.Table(
    "freezes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("heldout", sa.String(64), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("last_turn", sa.Integer, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
)
reference_models = sa.Table(
    "reference_models",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("heldout", sa.String(64), nullable=False),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("made_from", sa.String(64), nullable=False),  # digest of what it was trained on, and how
    sa.Column("model_bytes", sa.BigInteger, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("probabilities", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("heldout", "name", "made_from"),
)
problems = sa.Table(
    "problems",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)


class DatabaseUnusable(AutograderError):
    """Raised when the database cannot be opened or used."""


def connect(url: str) -> sa.Engine:
    """Open a database, made or brought up to date where needed.

    Parameters
    ----------
    url
        SQLAlchemy's. A SQLite file is made readable by its owner only.

    Raises
    ------
    DatabaseUnusable
        When that is not possible.
    """
    try:
        target = make_url(url)
        if target.get_backend_name() == "sqlite" and target.database not in (None, "", ":memory:"):
            _private(Path(str(target.database)))
        engine = sa.create_engine(target)
        if target.get_backend_name() == "sqlite":
            _take_turns(engine)
        with writing(engine) as connection:
            _upgrade(connection)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise DatabaseUnusable(
            f"c.Leaderboard.db_url cannot be used ({error}). PostgreSQL needs the package psycopg: "
            "pip install 'psycopg[binary]'."
        ) from error
    except (SQLAlchemyError, OSError, alembic.util.CommandError) as error:
        shown = target.render_as_string(hide_password=True)
        raise DatabaseUnusable(f"The database {shown} cannot be opened: {error}") from error
    return engine


def _private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _take_turns(engine: sa.Engine) -> None:
    """Begin SQLite's transactions ourselves: Python's module does so too late to protect what was read."""

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {_WAIT_SECONDS * 1000}")
        connection.execute("PRAGMA foreign_keys = ON")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        reads = connection.get_execution_options().get("reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


class writing:  # noqa: N801 - used as a function
    """A transaction that writes: one at a time, so that what it has read is still true when it ends."""

    def __init__(self, engine: sa.Engine) -> None:
        self._begin = engine.begin()

    def __enter__(self) -> sa.Connection:
        connection = self._begin.__enter__()
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(20261124)"))
        return connection

    def __exit__(self, *raised: Any) -> None:
        self._begin.__exit__(*raised)


def reading(engine: sa.Engine) -> sa.Connection:
    """Return a connection for reading, to be used in a ``with``; it sees one state of the database."""
    options: dict[str, Any] = dict(_READS)
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    return engine.connect().execution_options(**options)


def _upgrade(connection: sa.Connection) -> None:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    alembic.command.upgrade(config, "head")
