"""Where the time went, from the lines that grading leaves in grading.jsonl."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from autograder import outputs
from autograder.results.journal import PHASES, Line
from autograder.sanitise import no_formula, printable

# Okabe and Ito's colours, which colour-blind people tell apart; light enough for black text.
_COLOURS = dict(zip(PHASES, ("#56b4e9", "#e69f00", "#009e73", "#cc79a7"), strict=True))


def frame(lines: Sequence[Line]) -> pd.DataFrame:
    """Return the lines as a table, one row per line.

    Returns
    -------
    pandas.DataFrame
        The fields of `Line`, with a column of seconds for each phase, and ``total``: the phases that this
        run took, which for a stored result is the recording only.
    """
    rows = []
    for line in lines:
        fields = {name: value for name, value in asdict(line).items() if name != "seconds"}
        took = {phase: line.seconds[phase] for phase in PHASES}
        spent = took["recording"] if line.stored else sum(took.values())
        rows.append({**fields, **took, "total": spent})
    names = [name for name in Line.__dataclass_fields__ if name != "seconds"]
    return pd.DataFrame(rows, columns=[*names, *PHASES, "total"])


def summary(lines: pd.DataFrame) -> pd.DataFrame:
    """Return one row per assignment.

    Parameters
    ----------
    lines
        See `frame`.

    Returns
    -------
    pandas.DataFrame
        Index: the assignment. ``hand_ins`` (lines), ``stored`` (results that were there), the median seconds
        of each phase of those that were run, ``slowest`` (seconds of the slowest hand-in), ``peak_mb`` (most
        memory).
    """
    run = lines[~lines["stored"].astype(bool)]
    by_name = lines.groupby("assignment")
    result = pd.DataFrame({"hand_ins": by_name.size(), "stored": by_name["stored"].sum().astype(int)})
    result = result.join(run.groupby("assignment")[list(PHASES)].median())
    result["slowest"] = by_name["total"].max()
    result["peak_mb"] = by_name["peak_mb"].max()
    return result


def show(table: pd.DataFrame) -> Table:
    """Return the summary as a table for the terminal."""
    shown = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    shown.add_column("seconds for a hand-in", overflow="fold", min_width=21)
    for heading in ("run", "stored", *PHASES, "slowest", "MiB"):
        shown.add_column(heading, justify="right", no_wrap=True)
    for name, row in table.iterrows():
        counts = [f"{row['hand_ins'] - row['stored']:.0f}", f"{row['stored']:.0f}"]
        seconds = [row[column] for column in (*PHASES, "slowest")]
        told = ["" if pd.isna(value) else f"{value:.2f}" for value in seconds]
        shown.add_row(Text(printable(str(name))), *counts, *told, f"{row['peak_mb']:.0f}")
    return shown


def write_csv(lines: pd.DataFrame, path: Path) -> None:
    """Write all lines for a spreadsheet."""
    copy = lines.copy()
    for column in ("student", "notebook"):
        copy[column] = [no_formula(text) for text in copy[column]]
    outputs.write(path, copy.to_csv(index=False))


def write_json(lines: pd.DataFrame, table: pd.DataFrame, path: Path) -> None:
    """Write summary and lines for programs."""
    assignments = json.loads(table.reset_index().to_json(orient="records"))
    document = {"assignments": assignments, "hand_ins": json.loads(lines.to_json(orient="records"))}
    outputs.write(path, json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def plot(lines: pd.DataFrame, path: Path) -> None:
    """Draw where the time went: the share of each phase, and each hand-in's time.

    Parameters
    ----------
    lines
        See `frame`; at least one.
    path
        A picture in a form that matplotlib writes, by its ending.
    """
    run = lines[~lines["stored"].astype(bool)]
    run = run if len(run) else lines
    names = sorted(run["assignment"].unique(), reverse=True)
    figure = Figure(figsize=(9, 2.6 + 0.75 * len(names)), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[3, 2], sharey=True)
    places = range(len(names))
    means = run.groupby("assignment")[list(PHASES)].mean().loc[names]
    begin = pd.Series(0.0, index=names)
    for phase in PHASES:
        left.barh(places, means[phase], left=begin, color=_COLOURS[phase], label=phase, height=0.5)
        begin = begin + means[phase]
    left.set_yticks(list(places), [f"{name}\n{(run['assignment'] == name).sum()} run" for name in names])
    left.set_xlabel("seconds for a hand-in, on average")
    left.set_title("Where the time went", loc="left")
    figure.legend(ncols=len(PHASES), frameon=False, loc="outside lower center")
    groups = [run.loc[run["assignment"] == name, "total"].to_numpy() for name in names]
    for place, seconds in zip(places, groups, strict=True):
        spread = [place + 0.25 * ((7 * number) % 11 / 5 - 1) for number in range(len(seconds))]
        right.plot(seconds, spread, "o", color="#444444", alpha=0.5, markersize=4, markeredgewidth=0)
    right.set_xscale("log")
    right.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    right.xaxis.set_major_formatter("{x:g}")
    right.xaxis.set_minor_formatter("")  # its numbers would overlap
    right.set_xlabel("seconds, each hand-in (logarithmic)")
    right.set_title("How they differ", loc="left")
    right.grid(axis="x", which="both", alpha=0.25)
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_axisbelow(True)
    left.grid(axis="x", alpha=0.25)
    picture = io.BytesIO()
    figure.savefig(picture, format=path.suffix.removeprefix(".").lower(), dpi=150)
    outputs.write(path, picture.getvalue())
