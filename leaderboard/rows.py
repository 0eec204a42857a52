"""The rows of the board as they are published: plain values, rounded so that they are the same everywhere."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from leaderboard.documents import Row

_DIGITS = 6  # the last bits of a logarithm differ between processors


def rows(board: pd.DataFrame, *, recall: bool) -> list[Row]:
    """Return the rows in the order of the board.

    Parameters
    ----------
    board
        From `leaderboard.board.compute`.
    recall
        Whether the shares of each person's images are shown.
    """
    return [_row(row, recall) for row in board.to_dict("records")]


def _row(row: dict[str, Any], recall: bool) -> Row:
    return Row(
        kind=row["kind"],
        key=row["key"],
        name=row["name"],
        place=integer(row["place"]),
        best=integer(row["best"]),
        worst=integer(row["worst"]),
        accuracy=round(row["accuracy"], _DIGITS),
        low=round(row["low"], _DIGITS),
        high=round(row["high"], _DIGITS),
        log_loss=round(row["log_loss"], _DIGITS),
        macro_f1=round(row["macro_f1"], _DIGITS),
        calibration_error=round(row["calibration_error"], _DIGITS),
        model_bytes=integer(row["model_bytes"]),
        seconds=number(row["seconds"]),
        entries=int(row["entries"]),
        released=None if pd.isna(row["released"]) else row["released"].isoformat(),
        p_above=number(row["p_above"]),
        recall=[number(share) for share in row["recall"]] if recall else None,
    )


def integer(value: Any) -> int | None:
    """Return a whole number, or None for what is missing."""
    return None if pd.isna(value) else int(value)


def number(value: float) -> float | None:
    """Return a rounded number, or None for what is missing."""
    return None if math.isnan(value) else round(float(value), _DIGITS)
