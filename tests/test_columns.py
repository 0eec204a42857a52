"""Orders of the board, and numbers and times as people read them."""

from __future__ import annotations

import math
from datetime import UTC
from typing import Any

import pytest
from board_documents import Documents

from leaderboard import figures
from leaderboard.columns import COLUMNS, SORTS, is_falling, order


@pytest.fixture(scope="module")
def rows() -> Any:
    return Documents().board["rows"]


@pytest.mark.parametrize("sort", sorted(SORTS))
def test_each_order_holds_each_row_once(rows: Any, sort: str) -> None:
    assert sorted(order(rows, sort)) == list(range(len(rows)))


@pytest.mark.parametrize("name", ["log_loss", "size", "entries", "released", "above"])
def test_what_is_missing_is_last_in_both_directions(rows: Any, name: str) -> None:
    column = next(column for column in COLUMNS if column.name == name)
    assert column.value
    for sort in (name, f"-{name}"):
        values = [column.value(rows[place]) for place in order(rows, sort)]
        there = [value for value in values if value is not None]
        assert values[: len(there)] == there == sorted(there, reverse=is_falling(sort))  # type: ignore[type-var]


def test_equal_values_keep_the_order_of_the_board(rows: Any) -> None:
    equal = [{**row, "log_loss": 1.0} for row in rows]
    for sort in ("log_loss", "-log_loss"):
        assert order(equal, sort) == list(range(len(rows)))


def test_no_rows_have_an_order() -> None:
    assert order([], "-size") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (figures.percent(0.6149), "61.5\u202f%"),
        (figures.percent(-0.0001), "0.0\u202f%"),
        (figures.percent(None), "–"),
        (figures.percent(math.nan), "–"),
        (figures.decimal(math.inf), "–"),
        (figures.size(0), "0\u202fkB"),
        (figures.size(999_499), "999\u202fkB"),
        (figures.size(1_500_000), "1.5\u202fMB"),
        (figures.size(250_000_000), "250\u202fMB"),
        (figures.seconds(0.04), "0.0\u202fs"),
        (figures.p_value(0.0004), "< .001"),
        (figures.p_value(0.0321), ".032"),
        (figures.p_value(0.42), ".42"),
        (figures.p_value(1.0), "1"),
        (figures.ranks(1, 4), "1–4"),
        (figures.ranks(3, 3), "3"),
        (figures.ranks(None, None), "–"),
        (figures.when("2026-11-24T13:32:00+00:00", figures.zone("Europe/Berlin")), "Tue 24 Nov, 14:32"),
        (figures.when("yesterday", UTC), "–"),
        (figures.when(None, UTC), "–"),
        (figures.short("2026-11-24T13:32:00", figures.zone("../etc/passwd")), "24 Nov 13:32"),
    ],
)
def test_figures_are_as_people_write_them(text: str, expected: str) -> None:
    assert text == expected
