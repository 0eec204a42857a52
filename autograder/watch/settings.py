"""What can be set of `autograder watch` in nbgrader_config.py, as ``c.Watch.NAME = VALUE``."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from traitlets import Any as AnyTrait
from traitlets import Bool, Float, Integer, List, TraitError, Unicode, validate
from traitlets.config import Configurable
from traitlets.utils.importstring import import_item

from autograder.errors import AutograderError


class Watch(Configurable):
    """How hand-ins are graded as they come in."""

    daily_cap = Integer(
        0,
        min=0,
        help="How many hand-ins of a student, or of a team, are graded on one day for each assignment; "
        "0: all. What is over it waits until midnight, or until an instructor lets it pass.",
    ).tag(config=True)
    timezone = Unicode(
        "", help="Where midnight is, as in 'Europe/Berlin'; by default the time zone of this machine."
    ).tag(config=True)
    workers = Integer(1, min=1, help="How many hand-ins are graded at the same time.").tag(config=True)
    scan_seconds = Float(
        10.0,
        min=0.1,
        help="How often the inbound folder is looked through, in seconds. Most hand-ins are noticed at once; "
        "this finds those of which the file system does not tell (on network file systems, all).",
    ).tag(config=True)
    attempts = Integer(
        3, min=1, help="How often grading a hand-in is tried before it is left to an instructor."
    ).tag(config=True)
    release_feedback = Bool(True, help="Whether students get their feedback at once.").tag(config=True)
    after_grading = AnyTrait(
        None,
        allow_none=True,
        help="Function that is called after a hand-in was graded, with the course directory; or its name as "
        "in 'leaderboard.worker.update'. It may be called again for the same hand-in.",
    ).tag(config=True)
    after_grading_of = List(
        Unicode(), help="The assignments after which after_grading is called; empty: all."
    ).tag(config=True)
    db_url = Unicode(
        "",
        help="Address of the queue's database for SQLAlchemy; by default watch.db in the course directory.",
    ).tag(config=True)

    @validate("timezone")
    def _valid_timezone(self, proposal: Any) -> str:
        name = str(proposal["value"])
        try:
            if name:
                zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise TraitError(f"Watch.timezone is {name!r}, which is no time zone.") from error
        return name

    def today(self) -> date:
        """Return the day on which a hand-in that is graded now counts."""
        zone = zoneinfo.ZoneInfo(self.timezone) if self.timezone else None
        return datetime.now(UTC).astimezone(zone).date()

    def database(self, root: Path) -> str:
        """Return the address of the queue's database."""
        return self.db_url or f"sqlite:///{root / 'watch.db'}"

    def hook(self, assignment: str) -> Callable[[Path], object] | None:
        """Return what is called after a hand-in of an assignment was graded, if anything.

        Raises
        ------
        AutograderError
            When there is no such function.
        """
        if not self.after_grading or (self.after_grading_of and assignment not in self.after_grading_of):
            return None
        found = self.after_grading
        try:
            found = import_item(found) if isinstance(found, str) else found
        except (ImportError, AttributeError, ValueError) as error:
            raise AutograderError(
                f"c.Watch.after_grading names {self.after_grading!r}, which is not there: {error}."
            ) from error
        if not callable(found):
            raise AutograderError(
                f"c.Watch.after_grading names {self.after_grading!r}, which is no function."
            )
        return found  # type: ignore[no-any-return]
