"""The board's rows as HTML: made once for each publication, then put together for each viewer.

At 500 teams the rows are nearly the whole page, and the same for everybody but for the own one. So a page is
made without them, and they are put in as bytes.
"""

from __future__ import annotations

import dataclasses
from collections import OrderedDict
from collections.abc import Sequence

import jinja2

from leaderboard import drawings, figures, lines
from leaderboard.columns import order
from leaderboard.lines import Line
from leaderboard.published import Edition

_KEPT = 6  # orders that are kept put together; the one used longest ago is dropped first


class _Joined:
    """Rows in some order, and where each of them is."""

    def __init__(self, rows: Sequence[bytes], places: Sequence[int]) -> None:
        self._whole = b"\n".join(rows[place] for place in places)
        self._spans: dict[int, tuple[int, int]] = {}
        start = 0
        for place in places:
            end = start + len(rows[place])
            self._spans[place] = start, end
            start = end + 1

    def with_own(self, place: int | None, marked: bytes) -> tuple[bytes, ...]:
        """Return the rows, one of them replaced."""
        if place is None:
            return (self._whole,)
        start, end = self._spans[place]
        return self._whole[:start], marked, self._whole[end:]


class TableRows:
    """The rows of one publication, for instructors or for all others; a viewer's own one is made anew.

    Parameters
    ----------
    environment
        Has the templates of a row.
    edition
        The publication.
    instructor
        Whether real names are shown, and rows lead to the teams' pages.

    Attributes
    ----------
    teams, leaders
        How many teams there are, and how many of them could be first.
    scale
        The heading of the intervals, as SVG.
    has_recall
        Whether each person's recall is shown.
    """

    def __init__(self, environment: jinja2.Environment, edition: Edition, instructor: bool) -> None:
        board = edition.board
        names = edition.instructor["real_names"] if instructor and edition.instructor else {}
        self._board = board
        self._lines = lines.lines(board, names if instructor else None)
        self._row = environment.get_template("row.html")
        self._recall_row = environment.get_template("recall_row.html")
        self._zone = figures.zone(board["time_zone"])
        ranked = [line.row for line in self._lines if line.row["kind"] == "team"]
        self._places = {line.row["key"]: line.order for line in self._lines if line.row["kind"] == "team"}
        self.teams, self.leaders = len(ranked), sum(row["best"] == 1 for row in ranked)
        self.scale = drawings.scale(lines.axis(board), board["ceiling"])
        self.has_recall = any(row["recall"] for row in board["rows"])
        self._html: list[bytes] | None = None
        self._joined: OrderedDict[str, _Joined] = OrderedDict()
        self._recall: _Joined | None = None

    def own(self, key: str) -> Line | None:
        """Return the row of a team, marked as the viewer's own."""
        place = self._places.get(key)
        return None if place is None else dataclasses.replace(self._lines[place], own=True)

    def rows(self, sort: str, own: Line | None) -> tuple[bytes, ...]:
        """Return the rows in an order of `leaderboard.columns.SORTS`, in UTF-8, to be joined."""
        if sort not in self._joined:
            if self._html is None:
                self._html = [self._made(line) for line in self._lines]
            self._joined[sort] = _Joined(self._html, order(self._board["rows"], sort))
            if len(self._joined) > _KEPT:
                self._joined.popitem(last=False)
        self._joined.move_to_end(sort)
        joined = self._joined[sort]
        return joined.with_own(own.order, self._made(own)) if own else joined.with_own(None, b"")

    def recall(self, own: Line | None) -> tuple[bytes, ...]:
        """Return the rows of the table of recalls, likewise."""
        if self._recall is None:
            made = [self._made_recall(line) if line.row["recall"] else b"" for line in self._lines]
            self._recall = _Joined(made, [line.order for line in self._lines if line.row["recall"]])
        if own and own.row["recall"]:
            return self._recall.with_own(own.order, self._made_recall(own))
        return self._recall.with_own(None, b"")

    def _made(self, line: Line) -> bytes:
        return self._row.render(line=line, zone=self._zone).encode()

    def _made_recall(self, line: Line) -> bytes:
        return self._recall_row.render(line=line).encode()
