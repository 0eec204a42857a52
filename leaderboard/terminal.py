"""The leaderboard's tables for the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from autograder.sanitise import printable
from leaderboard.course import Rescored
from leaderboard.documents import Dispute, ShakeUp
from leaderboard.legible import shown

_BAR = 25  # characters
_WIDE = 110  # columns of a terminal
_OTHERS = ("p above", "log loss", "F1", "entries", "size", "time")
_STATUS = {
    "released": "green",
    "unchanged": "yellow",
    "failed": "red",
    "over the cap": "magenta",
    "after the freeze": "dim",
}


def board(frame: pd.DataFrame, title: str, width: int = _WIDE) -> Table:
    """Return the board: sets of ranks first, intervals as bars; little else in a narrow terminal."""
    table = _table(title)
    low, high = scale(frame)
    heading = f"{low:.0%}".ljust(_BAR - 4) + f"{high:.0%}".rjust(4)
    table.add_column("ranks", justify="right", no_wrap=True)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("team", overflow="fold", min_width=8)
    table.add_column("right", justify="right", no_wrap=True)
    table.add_column(Text(heading, "dim"), no_wrap=True)
    others = _OTHERS if width >= _WIDE else _OTHERS[:1]
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    for row in frame.to_dict("records"):
        is_team = row["kind"] == "team"
        table.add_row(
            Text(ranks(row), "bold" if is_team else ""),
            "" if pd.isna(row["place"]) else str(row["place"]),
            Text(shown(row["name"]), "" if is_team else "italic dim"),
            f"{row['accuracy']:.1%}",
            _bar(row, low, high, "cyan" if is_team else "dim"),
            *_others(row)[: len(others)],
            style="" if is_team else "dim",
        )
    return table


def _others(row: dict[str, Any]) -> list[str]:
    return [
        "" if math.isnan(row["p_above"]) else _p(row["p_above"]),
        f"{row['log_loss']:.2f}",
        f"{row['macro_f1']:.2f}",
        str(row["entries"]) if row["entries"] else "",
        "" if pd.isna(row["model_bytes"]) else f"{row['model_bytes'] / 1e6:.1f} MB",
        "" if math.isnan(row["seconds"]) else f"{row['seconds']:.2f} s",
    ]


def ranks(row: dict[str, Any]) -> str:
    """Return a set of ranks for people, as in ``"1-4"``; empty where there is none."""
    if pd.isna(row["best"]):
        return ""
    best, worst = int(row["best"]), int(row["worst"])
    return str(best) if best == worst else f"{best}-{worst}"


def scale(frame: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the bars: whole tenths around all intervals."""
    low = math.floor(float(frame["low"].min()) * 10 + 1e-9) / 10
    high = math.ceil(float(frame["high"].max()) * 10 - 1e-9) / 10
    return low, max(high, low + 0.1)


def _bar(row: dict[str, Any], low: float, high: float, style: str) -> Text:
    def place(value: float) -> int:
        return round((value - low) / (high - low) * (_BAR - 1))

    cells = [" "] * _BAR
    cells[place(row["low"]) : place(row["high"]) + 1] = "━" * (place(row["high"]) - place(row["low"]) + 1)
    cells[place(row["accuracy"])] = "●"
    return Text("".join(cells), style)


def _p(value: float) -> str:
    return "<.001" if value < 0.001 else f"{value:.3f}".removeprefix("0")


def history(frame: pd.DataFrame, title: str) -> Table:
    """Return the entries of a team."""
    table = _table(title)
    for name in ("no.", "handed in", "by", "status", "own", "shown"):
        table.add_column(
            name, justify="right" if name in ("no.", "own", "shown") else "left", no_wrap=name != "by"
        )
    table.add_column("what it means", overflow="fold")
    for row in frame.to_dict("records"):
        table.add_row(
            str(row["number"]),
            f"{row['handed_in']:%Y-%m-%d %H:%M}",
            Text(shown(row["student"])),
            Text(row["status"], _STATUS[row["status"]]),
            _share(row["accuracy"]),
            _share(row["shown"]),
            Text(printable(row["told"])),
        )
    return table


def _share(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.1%}"


def disputes(found: Sequence[Dispute], people: Sequence[str]) -> Table:
    """Return the disputed images."""
    table = _table("Labels that the teams' entries contradict")
    for name in ("image", "half", "label", "teams say", "agree", "quality", "decided"):
        table.add_column(name, overflow="fold", no_wrap=name == "image")
    for one in found:
        decided = f"{one['status']}, by {one['who']}: {one['why']}" if one["who"] else ""
        if one["decided"]:
            decided += " (not applied yet)"
        table.add_row(
            one["id"],
            one["half"],
            Text(_person(one["label"], people)),
            Text(_person(one["suggested"], people)),
            f"{one['teams']} of {one['of']}",
            f"{one['quality']:.2f}",
            Text(printable(decided)),
        )
    return table


def _person(label: int, people: Sequence[str]) -> str:
    return f"{label} {shown(people[label])}" if label >= 0 else "(not scored)"


def rescored(result: Rescored) -> Table:
    """Return what a new label version changed."""
    table = _table(f"Label version {result.version}: public half, before and after")
    for name in ("team", "# before", "# after", "right before", "right after"):
        table.add_column(name, justify="left" if name == "team" else "right")
    for row in result.changes.to_dict("records"):
        moved = row["place_before"] != row["place_after"]
        table.add_row(
            Text(shown(row["name"])),
            str(row["place_before"]),
            Text(str(row["place_after"]), "bold" if moved else ""),
            f"{row['accuracy_before']:.1%}",
            f"{row['accuracy_after']:.1%}",
        )
    return table


def shake_up(report: ShakeUp) -> Table:
    """Return how the teams moved from the public to the private half."""
    table = _table("Shake-up: from the public half to the private one")
    for name in ("team", "# public", "# private", "public", "private", "to be expected"):
        table.add_column(name, justify="left" if name == "team" else "right")
    for one in report["teams"]:
        table.add_row(
            Text(shown(one["name"])),
            str(one["public_place"]),
            str(one["private_place"]),
            f"{one['public']:.1%}",
            f"{one['private']:.1%}",
            f"{one['expected']:.1%}",
        )
    low, high = sorted((report["expected_low"], report["expected_high"]))
    table.caption = (
        f"Mean drop {report['drop']:+z.1%}; chance alone gives {report['expected_drop']:+z.1%}, "
        f"95 % of the time {low:+z.1%} to {high:+z.1%}."
    )
    return table


def _table(title: str) -> Table:
    return Table(
        title=Text(title),
        title_justify="left",
        caption_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
