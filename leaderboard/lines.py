"""The board's rows as the page's template reads them: everything a text, in the language of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from leaderboard import drawings, figures
from leaderboard.documents import BoardDocument, Row
from leaderboard.drawings import Axis
from leaderboard.legible import shown

_KINDS = {
    "chance": "what guessing gets",
    "baseline": "for comparison",
    "instructor": "for comparison",
}


@dataclass(frozen=True)
class Line:
    """One row of the board.

    Parameters
    ----------
    row
        As it was published.
    order
        Its place on the board, from 0.
    name, real
        What it is called, and what the team is really called where that is another name and may be seen.
    note
        What kind of row it is; empty for a team.
    own
        Whether it is the viewer's team.
    link
        Address of the team's page, from the board's; empty where it may not be seen.
    place
        Its place by accuracy; shared ones with a sign of equality.
    picture
        The interval.
    """

    row: Row
    order: int
    name: str
    real: str
    note: str
    own: bool
    link: str
    place: str
    picture: Markup

    @property
    def ranks(self) -> str:
        """All ranks that are possible."""
        return figures.ranks(self.row["best"], self.row["worst"])

    @property
    def interval(self) -> str:
        """The interval of the accuracy, in percent."""
        low, high = self.row["low"], self.row["high"]
        return f"{figures.percent(low, unit=False)}–{figures.percent(high, unit=False)}"


def axis(board: BoardDocument) -> Axis:
    """Return the scale on which the intervals of a board lie: all but chance, which would make it long."""
    rows = [row for row in board["rows"] if row["kind"] != "chance"]
    return Axis.of(value for row in rows for value in (row["low"], row["high"], board["ceiling"]))


def lines(board: BoardDocument, real_names: Mapping[str, str] | None = None) -> list[Line]:
    """Return the rows of a board.

    Parameters
    ----------
    board
        The published board.
    real_names
        The teams' real names by key, where the viewer may see them; the teams' pages are linked then.
    """
    scale = axis(board)
    taken = Counter(row["place"] for row in board["rows"] if row["place"] is not None)
    shared = {place for place, rows in taken.items() if rows > 1}
    found = []
    for number, row in enumerate(board["rows"]):
        team = row["kind"] == "team"
        real = (real_names or {}).get(row["key"], "") if team else ""
        place = str(row["place"]) if row["place"] is not None else ""
        found.append(
            Line(
                row=row,
                order=number,
                name=shown(row["name"]),
                real=shown(real) if real and real != row["name"] else "",
                note=_KINDS.get(row["kind"], ""),
                own=False,
                link=f"teams/{row['key']}" if team and real_names is not None else "",
                place=f"{place}=" if row["place"] in shared else place,
                picture=drawings.interval(row["accuracy"], row["low"], row["high"], scale),
            )
        )
    return found
