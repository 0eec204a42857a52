"""Who looks at the page, and what that person may see."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from autograder.teams import Roster, Teams, TeamsUnreadable
from leaderboard.documents import team_key

SECONDS = 5.0  # for which the teams are taken to be as they were read

log = logging.getLogger(__name__)

UNKNOWN_TEAM = "Your team cannot be looked up just now, so only the board is shown. Try again in a minute."


@dataclass(frozen=True)
class Viewer:
    """Somebody who may look at the board.

    Parameters
    ----------
    name
        Name of the user.
    instructor
        Whether this person may see everything, freeze the board and decide about labels.
    team
        Real name of the own team; None where it is not known or the person is in none.
    note
        Why the own team is not shown; empty where it is.
    """

    name: str
    instructor: bool = False
    team: str | None = None
    note: str = ""

    @property
    def key(self) -> str:
        """The own team's key; empty where there is no team."""
        return "" if self.team is None else team_key(self.team)

    def may_see(self, key: str) -> bool:
        """Whether this person may see a team's history, by the team's key."""
        return self.instructor or (bool(key) and key == self.key)


class Membership:
    """Who is in which team, from the hub's groups or a file, read anew every few seconds.

    Parameters
    ----------
    teams
        Makes what reads them; called for each reading.
    seconds
        For how long what was read counts.
    """

    def __init__(self, teams: Callable[[], Teams], seconds: float = SECONDS) -> None:
        self._teams = teams
        self._seconds = seconds
        self._read = -float("inf")
        self._roster: Roster | None = None
        self._lock = asyncio.Lock()

    async def viewer(self, name: str, instructor: bool) -> Viewer:
        """Return who a user is, with the team as it is now."""
        roster = await self._current()
        if roster is None:
            return Viewer(name, instructor, note="" if instructor else UNKNOWN_TEAM)
        note = ""
        if name in roster.contested:
            note = (
                "You are listed in several teams, so you are shown as a team of your own. "
                "Ask your instructor to take you out of all but one."
            )
        return Viewer(name, instructor, roster.team_of(name).name, note)

    async def _current(self) -> Roster | None:
        async with self._lock:  # of many requests one reads, the others wait for it
            if time.monotonic() - self._read >= self._seconds:
                self._roster = await asyncio.to_thread(self._read_now)
                self._read = time.monotonic()
            return self._roster

    def _read_now(self) -> Roster | None:
        teams = self._teams()
        try:
            return teams.roster
        except TeamsUnreadable as error:
            log.error("%s", error)
            return None
