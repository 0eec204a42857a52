"""Documents to HTML: the pages of the leaderboard, by jinja2 with everything escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

from leaderboard import drawings, figures
from leaderboard.asking import Waiting
from leaderboard.columns import COLUMNS, DEFAULT, is_falling
from leaderboard.documents import MOST_WORDS, BoardDocument, Shift, TeamDocument
from leaderboard.legible import shown
from leaderboard.published import Edition
from leaderboard.tablerows import TableRows
from leaderboard.viewers import Viewer

_LONGEST_LINE = 500
# Where the rows go; names are escaped, so that none of them can hold this.
_ROWS, _RECALL = Markup("<!--rows-->"), Markup("<!--recall-->")
_HEAT = 8  # shades
_ASKED = {
    "freeze": "A freeze of the board",
    "label": "A decision about a label",
    "rescore": "Rescoring with the decided labels",
    "finals": "Other entries for the final",
}
# What stands before a message that does not say it itself.
_STATUS = {"released": "Released.", "failed": "No score.", "over the cap": "Not counted."}


@dataclass(frozen=True)
class Site:
    """Where the pages are.

    Parameters
    ----------
    prefix
        Path before all addresses; begins and ends with a slash.
    home
        Address of the hub; empty without one.
    """

    prefix: str
    home: str = ""


@dataclass(frozen=True)
class Look:
    """One look at the board: by whom, and what is not part of any publication.

    Parameters
    ----------
    viewer
        Who looks.
    edition
        The publication that is shown.
    team
        What members of the own team may see; None without a team or an entry.
    waiting
        Requests that the worker has not taken up.
    xsrf
        Token for forms and for the script; empty in a page that is not served.
    told
        What was just done, in a sentence.
    stalled
        Why the worker cannot publish at present, for instructors; empty where it can.
    """

    viewer: Viewer
    edition: Edition
    team: TeamDocument | None = None
    waiting: tuple[Waiting, ...] = ()
    xsrf: str = ""
    told: str = ""
    stalled: str = ""


class Views:
    """Makes the pages.

    Parameters
    ----------
    site
        Where they are; None for a page that stands alone in a file.
    """

    def __init__(self, site: Site | None) -> None:
        self.site = site
        self._environment = jinja2.Environment(
            loader=jinja2.PackageLoader("leaderboard"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals["site"] = site
        self._environment.filters.update(_FILTERS)
        self._rows: dict[bool, TableRows] = {}
        self._number = 0

    def board(self, look: Look, sort: str = DEFAULT) -> bytes:
        """Return the board in one of the orders of `leaderboard.columns.SORTS`, in UTF-8."""
        return b"".join(self.filled(self.frame(look, sort), look, sort))

    def frame(self, look: Look, sort: str = DEFAULT) -> bytes:
        """Return the board without its rows, which `filled` puts in."""
        viewer, board = look.viewer, look.edition.board
        rows = self._rows_of(look.edition, viewer.instructor)
        text = self._render(
            "board.html",
            look,
            here="",
            teams=rows.teams,
            leaders=rows.leaders,
            team=look.team,
            own=rows.own(viewer.key),
            latest=look.team["history"][-1] if look.team and look.team["history"] else None,
            left=entries_left(look.team, board) if look.team else "",
            instructor=look.edition.instructor if viewer.instructor else None,
            problems=_problems(look),
            sort=sort,
            sorted_by=next(column.title for column in COLUMNS if column.name == sort.lstrip("-")),
            sortable=bool(board["rows"]),
            columns=_headings(sort),
            scale=rows.scale,
            rows=_ROWS,
            recall=_RECALL if rows.has_recall else "",
        )
        return text.encode()

    def filled(self, frame: bytes, look: Look, sort: str = DEFAULT) -> list[bytes]:
        """Return a frame with its rows, to be joined."""
        rows = self._rows_of(look.edition, look.viewer.instructor)
        own = rows.own(look.viewer.key)
        head, _, rest = frame.partition(_ROWS.encode())
        middle, recall, tail = rest.partition(_RECALL.encode())
        return [head, *rows.rows(sort, own), middle, *(rows.recall(own) if recall else ()), tail]

    def team(self, look: Look, team: TeamDocument) -> str:
        """Return a team's history."""
        viewer, board = look.viewer, look.edition.board
        own = self._rows_of(look.edition, viewer.instructor).own(team["key"])
        is_open = board["state"] == "open"
        recall = own.row["recall"] if own else None
        default = [team["default_final"]] if team["default_final"] else []
        return self._render(
            "team.html",
            look,
            here=f"teams/{team['key']}",
            team=team,
            own=own,
            left=entries_left(team, board),
            picture=drawings.history(team["history"], board["ceiling"]),
            finals=team["finals"] or default,
            finals_open=is_open and any(item["status"] == "released" for item in team["history"]),
            recall=list(zip(board["people"], recall, strict=False)) if recall else [],
            people=board["people"],
        )

    def review(self, look: Look) -> str:
        """Return the disputed labels; for instructors only."""
        return self._render(
            "review.html",
            look,
            here="review",
            instructor=look.edition.instructor,
            problems=_problems(look),
            people=look.edition.board["people"],
            waiting_images={waits.about for waits in look.waiting if waits.kind == "label"},
            most_words=MOST_WORDS,
        )

    def freeze(self, look: Look) -> str:
        """Return the question whether to freeze the board; for instructors only."""
        return self._render(
            "freeze.html",
            look,
            here="freeze",
            teams=sum(row["kind"] == "team" for row in look.edition.board["rows"]),
            freezing=next((waits for waits in look.waiting if waits.kind == "freeze"), None),
        )

    def message(self, heading: str, text: str, viewer: Viewer | None = None, *, back: bool = True) -> str:
        """Return a page with one message."""
        template = self._environment.get_template("message.html")
        nav = [("", "Board")] if viewer else []
        return template.render(
            viewer=viewer,
            nav=nav,
            here=None,
            xsrf="",
            told="",
            board=None,
            heading=heading,
            text=text,
            back=back,
        )

    def _render(self, template: str, look: Look, here: str, **names: Any) -> str:
        zone = figures.zone(look.edition.board["time_zone"])
        found = self._environment.get_template(template)
        common = {
            "viewer": look.viewer if self.site else None,
            "nav": _nav(look),
            "here": here,
            "xsrf": look.xsrf,
            "told": look.told,
            "board": look.edition.board,
            "waiting": _seen_waiting(look),
            "stalled": look.stalled,
            "zone": zone,
        }
        return found.render({**common, **names})

    def _rows_of(self, edition: Edition, instructor: bool) -> TableRows:
        """The board's rows as HTML, made once for each publication."""
        if edition.number != self._number:
            self._rows, self._number = {}, edition.number
        if instructor not in self._rows:
            self._rows[instructor] = TableRows(self._environment, edition, instructor)
        return self._rows[instructor]


def standalone(board: BoardDocument) -> str:
    """Return the board as one HTML file that needs nothing else: no script, no link, no request."""
    pages = Views(None)
    styles = resources.files("leaderboard").joinpath("static/board.css").read_text(encoding="utf-8")
    pages._environment.globals["styles"] = Markup(styles)
    return pages.board(Look(Viewer(""), Edition(1, board, None))).decode()


def is_capped(team: TeamDocument | None) -> bool:
    """Whether an entry of a team would not count now."""
    following = figures.moment(team["next"]) if team else None
    return following is not None and following > datetime.now(UTC)


def entries_left(team: TeamDocument, board: BoardDocument) -> str:
    """Return how many entries of a team still count today, or when the next one does."""
    if board["state"] == "frozen":
        return "The board is final; no further entry counts."
    if is_capped(team):
        when = figures.when(team["next"], figures.zone(board["time_zone"]))
        return f"All {team['cap']} entries of today are used; the next one counts from {when}."
    left = max(1, team["left"])
    return f"{left} of {team['cap']} {'entry' if left == 1 else 'entries'} left today."


def _problems(look: Look) -> Sequence[str]:
    return look.edition.instructor["problems"] if look.viewer.instructor and look.edition.instructor else ()


def _seen_waiting(look: Look) -> list[Waiting]:
    """The requests that concern the viewer."""
    mine = look.viewer.team
    return [
        waits
        for waits in look.waiting
        if look.viewer.instructor or (waits.kind == "finals" and mine is not None and waits.about == mine)
    ]


def _nav(look: Look) -> list[tuple[str, str]]:
    links = [("", "Board")]
    if look.team is not None:
        links.append((f"teams/{look.team['key']}", "My team"))
    if look.viewer.instructor:
        disputes = len(look.edition.instructor["disputes"]) if look.edition.instructor else 0
        links.append(("review", f"Review labels ({disputes})"))
        links.append(("board.csv", "CSV"))
        if look.edition.board["state"] == "open":
            links.append(("freeze", "Freeze …"))
    return links


def _headings(sort: str) -> list[dict[str, Any]]:
    """The columns' headings: what is sorted by, and what a click leads to."""
    headings = []
    for column in COLUMNS:
        chosen = sort.lstrip("-") == column.name
        backwards = chosen and not sort.startswith("-")
        headings.append(
            {
                "name": column.name,
                "title": column.title,
                "about": column.about,
                "falling": column.falling,
                "sorted": ("descending" if is_falling(sort) else "ascending") if chosen else "",
                "link": f"-{column.name}" if backwards else column.name,
            }
        )
    return headings


def _title(assignment: str) -> str:
    words = shown(assignment).replace("_", " ")
    return words[:1].upper() + words[1:]


def _line(text: str) -> str:
    return shown(text, _LONGEST_LINE)


def _whole(share: float | None) -> str:
    return f"{100 * share:.0f}" if share is not None and figures.known(share) else figures.MISSING


def _heat(share: float | None) -> int:
    return round(min(max(share, 0.0), 1.0) * _HEAT) if share is not None and figures.known(share) else 0


def _stamp(text: str | None) -> str:
    time = figures.moment(text)
    return f"{time.timestamp():.0f}" if time else ""


def _value(number: float | None) -> str:
    return str(number) if figures.known(number) else ""


def _moved(shift: Shift) -> str:
    up = shift["public_place"] - shift["private_place"]
    return f" (up {up})" if up > 0 else f" (down {-up})" if up < 0 else ""


_FILTERS: Mapping[str, Any] = {
    "asked": lambda kind: _ASKED.get(kind, "Something"),
    "bar": drawings.bar,
    "decimal": figures.decimal,
    "heat": _heat,
    "line": _line,
    "moved": _moved,
    "name": shown,
    "p_value": figures.p_value,
    "percent": figures.percent,
    "seconds": figures.seconds,
    "short": figures.short,
    "size": figures.size,
    "stamp": _stamp,
    "status": lambda status: _STATUS.get(status, ""),
    "title_of": _title,
    "value": _value,
    "when": figures.when,
    "whole": _whole,
}
