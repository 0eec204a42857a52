"""The columns by which the board can be sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leaderboard.documents import Row
from leaderboard.figures import known, moment
from leaderboard.legible import shown


@dataclass(frozen=True)
class Column:
    """A column of the board.

    Parameters
    ----------
    name
        As it stands in addresses: ``?sort=NAME``, and ``?sort=-NAME`` for the other direction.
    title
        Its heading.
    about
        What it is, in a few words.
    value
        What is compared: a number or a text; None sorts last in both directions. Without it, the order is
        that of the board.
    falling
        Whether larger values come first.
    """

    name: str
    title: str
    about: str
    value: Callable[[Row], float | str | None] | None = None
    falling: bool = False


def _time(row: Row) -> float | None:
    time = moment(row["released"])
    return time.timestamp() if time else None


COLUMNS = (
    Column("rank", "Rank", "All ranks that are possible, with 95 % confidence"),
    Column("team", "Team", "Name of the team", lambda row: shown(row["name"]).casefold()),
    Column("accuracy", "Accuracy", "Share of images recognised", lambda row: row["accuracy"], True),
    Column("above", "p above", "Exact McNemar test against the team above", lambda row: row["p_above"]),
    Column("log_loss", "Log loss", "Mean of -log of the label's probability", lambda row: row["log_loss"]),
    Column("f1", "Macro F1", "F1 of each person, averaged", lambda row: row["macro_f1"], True),
    Column(
        "calibration",
        "Calib.",
        "Gap between confidence and accuracy",
        lambda row: row["calibration_error"],
    ),
    Column("size", "Model", "Size of the files handed in", lambda row: row["model_bytes"]),
    Column("time", "Time", "Time to predict all held-out images", lambda row: row["seconds"]),
    Column("entries", "Entries", "Entries that counted", lambda row: row["entries"] or None, True),
    Column("released", "Released", "When the shown entry was handed in", _time, True),
)
DEFAULT = "rank"
SORTS = frozenset([column.name for column in COLUMNS] + [f"-{column.name}" for column in COLUMNS])


def is_falling(sort: str) -> bool:
    """Whether the larger values come first in this order."""
    column = _column(sort)
    return column.falling != sort.startswith("-")


def order(rows: Sequence[Row], sort: str) -> list[int]:
    """Return the places of the rows, given in the order of the board, in another order.

    Parameters
    ----------
    rows
        The rows in the order of the board, which decides between equal values.
    sort
        One of `SORTS`.
    """
    column = _column(sort)
    places = list(range(len(rows)))
    if column.value is None:
        return places[::-1] if is_falling(sort) else places
    values = [column.value(row) for row in rows]
    there = [place for place in places if isinstance(values[place], str) or known(values[place])]  # type: ignore[arg-type]
    # sorted() keeps equal values in the order of the board, in both directions
    ordered = sorted(there, key=lambda place: values[place], reverse=is_falling(sort))  # type: ignore[arg-type,return-value]
    known_ones = set(there)
    return ordered + [place for place in places if place not in known_ones]


def _column(sort: str) -> Column:
    return next(column for column in COLUMNS if column.name == sort.removeprefix("-"))
