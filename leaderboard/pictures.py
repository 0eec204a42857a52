"""Pictures of the board and of the teams' histories, with matplotlib."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from autograder import outputs
from leaderboard import legible
from leaderboard.terminal import ranks

_TEAM, _OTHER, _GRID = "#1f5fa8", "#7a7a7a", "#e3e3e3"
# Okabe and Ito's colours, which nobody confuses; with as many line styles no two teams look alike.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
_STYLES = ("-", "--", ":", "-.")
_MOST_LINES = 28
_DPI = 150


def board(frame: pd.DataFrame, title: str, path: Path) -> None:
    """Draw the board: accuracy with its interval, and the set of ranks, of each row.

    Parameters
    ----------
    frame
        From `leaderboard.board.compute`.
    title
        Stands above.
    path
        The PNG file.
    """
    count = len(frame)
    figure = Figure(figsize=(9, 1.5 + 0.36 * count), layout="constrained")
    axes = figure.subplots()
    places = np.arange(count)[::-1]
    is_team = (frame["kind"] == "team").to_numpy()
    for chosen, colour, marker in ((is_team, _TEAM, "o"), (~is_team, _OTHER, "D")):
        rows = frame[chosen]
        axes.hlines(places[chosen], rows["low"], rows["high"], color=colour, linewidth=3, alpha=0.35)
        axes.plot(rows["accuracy"], places[chosen], marker, color=colour, markersize=7)
    for place, row in zip(places, frame.to_dict("records"), strict=True):
        axes.annotate(
            f"{row['accuracy']:.1%}",
            (row["accuracy"], place),
            xytext=(0, 6),
            textcoords="offset points",
            ha="center",
            fontsize=8,
            color=_TEAM if row["kind"] == "team" else _OTHER,
        )
    axes.set_yticks(places, [_label(row) for row in frame.to_dict("records")])
    for tick, team in zip(axes.get_yticklabels(), is_team, strict=True):
        tick.set_color("black" if team else _OTHER)
        tick.set_fontstyle("normal" if team else "italic")
        tick.set_parse_math(False)
    axes.set_ylim(-0.7, count - 0.2)
    axes.set_xlim(0, 1)
    axes.set_xlabel("right answers, with the 95 % interval of each")
    _finish(axes, title)
    _save(figure, path)


def _label(row: dict[str, Any]) -> str:
    name = legible.shown(row["name"])
    name = name if len(name) <= 30 else f"{name[:29]}\N{HORIZONTAL ELLIPSIS}"
    return f"{name}   {ranks(row)}" if ranks(row) else name


def history(frame: pd.DataFrame, title: str, path: Path) -> None:
    """Draw each team's released score over time.

    Parameters
    ----------
    frame
        From `leaderboard.frames.history`, with the column ``name``.
    title
        Stands above.
    path
        The PNG file.
    """
    figure = Figure(figsize=(9, 5.2), layout="constrained")
    axes = figure.subplots()
    shown = frame[frame["shown"].notna()]
    last = shown.groupby("name", sort=False)["shown"].last().sort_values(ascending=False, kind="stable")
    until = shown["handed_in"].max()
    for number, name in enumerate(last.index[:_MOST_LINES]):
        mine = shown[shown["name"] == name]
        colour = _COLOURS[number % len(_COLOURS)]
        axes.step(
            [*mine["handed_in"], until],
            [*mine["shown"], mine["shown"].iloc[-1]],
            where="post",
            color=colour,
            linestyle=_STYLES[number // len(_COLOURS) % len(_STYLES)],
            linewidth=1.8,
            label=legible.shown(name),
        )
        released = mine[mine["status"] == "released"]
        axes.plot(released["handed_in"], released["accuracy"], "o", color=colour, markersize=6)
        others = mine[mine["status"] == "unchanged"]
        axes.plot(others["handed_in"], others["shown"], "|", color=colour, markersize=10, markeredgewidth=1.6)
    when = "handed in (UTC)"
    if len(last):
        legend = figure.legend(loc="outside right upper", frameon=False, fontsize=9)
        for text in legend.get_texts():
            text.set_parse_math(False)
        locator = mdates.AutoDateLocator()  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_locator(locator)
        formatter = mdates.ConciseDateFormatter(locator, show_offset=False)  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_formatter(formatter)
        days = dict.fromkeys(f"{day:%d %B %Y}" for day in (shown["handed_in"].min(), until))
        when = f"handed in, {' to '.join(days)} (UTC)"
    if len(last) > _MOST_LINES:
        title += f" (the first {_MOST_LINES} of {len(last)} teams)"
    axes.set_xlabel(f"{when}; a dot is a released entry, a stroke one that changed nothing")
    axes.yaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="y", color=_GRID)
    _finish(axes, title, axis="")
    _save(figure, path)


def _finish(axes: Any, title: str, axis: str = "x") -> None:
    if axis == "x":
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.grid(axis="x", color=_GRID)
    axes.set_axisbelow(True)
    axes.set_title(title, loc="left", fontsize=11, parse_math=False)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)


def _save(figure: Figure, path: Path) -> None:
    FigureCanvasAgg(figure)
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=_DPI, metadata={"Software": None})
    outputs.write(path, file.getvalue(), outputs.PUBLIC)
