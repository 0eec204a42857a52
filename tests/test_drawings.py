"""Pictures inside the page: well-formed, in their frame, without style or script, and true to the numbers."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from board_documents import history
from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboard import drawings
from leaderboard.drawings import Axis

shares = st.floats(0, 1)


def parsed(picture: str) -> ET.Element:
    root = ET.fromstring(picture)
    for element in root.iter():
        assert "style" not in element.attrib and element.tag in {
            *("svg", "g", "defs", "use", "line", "rect", "circle", "path", "text", "title")
        }
    return root


@settings(max_examples=50)
@given(st.lists(shares, max_size=5))
def test_a_scale_holds_all_values_in_whole_tenths(values: list[float]) -> None:
    axis = Axis.of(values)
    assert all(axis.low <= value <= axis.high for value in values) and axis.low < axis.high
    assert 1 <= len(axis.ticks) <= 6 and all(0 <= axis.place(tick) <= drawings.WIDTH for tick in axis.ticks)


@settings(max_examples=50)
@given(st.lists(shares, min_size=3, max_size=3).map(sorted))
def test_an_interval_lies_where_its_numbers_are(values: list[float]) -> None:
    low, accuracy, high = values
    axis = Axis(0.0, 1.0)
    root = parsed(drawings.interval(accuracy, low, high, axis))
    band, dot = root.find("rect"), root.find("circle")
    assert band is not None and dot is not None
    assert float(band.attrib["x"]) == axis.place(low) and float(dot.attrib["cx"]) == axis.place(accuracy)


@pytest.mark.parametrize("accuracy", [math.nan, 0.05, 1.0])
def test_what_lies_beyond_the_scale_is_no_dot(accuracy: float) -> None:
    root = parsed(drawings.interval(accuracy, accuracy, accuracy, Axis(0.4, 0.9)))
    assert root.find("circle") is None and root.find("path") is not None


@pytest.mark.parametrize("count", [0, 1, 2, 11, 500])
@pytest.mark.parametrize("ceiling", [None, 0.93, math.nan])
def test_a_history_shows_each_hand_in(count: int, ceiling: float | None) -> None:
    items: Any = history(1, count, 120) if count else []
    root = parsed(drawings.history(items, ceiling))
    marks = [element for element in root if element.find("title") is not None]
    assert len(marks) == count
    released = [mark for mark in marks if mark.attrib["class"] == "released"]
    assert len(released) == sum(item["status"] == "released" for item in items)
    assert len(root.findall("text")) <= 35  # numbers that can be told apart


def test_a_higher_score_is_higher() -> None:
    items: Any = [entry for entry in history(1, 30, 190) if entry["status"] == "released"]
    root = parsed(drawings.history(items))
    heights = [float(mark.attrib["cy"]) for mark in root.findall("circle")]
    assert heights == sorted(heights, reverse=True) and heights[0] > heights[-1]


@pytest.mark.parametrize(("share", "length"), [(0.5, 50), (None, 0), (math.nan, 0), (-1.0, 0), (2.0, 100)])
def test_a_bar_is_as_long_as_its_share(share: float | None, length: float) -> None:
    part = parsed(drawings.bar(share)).findall("rect")[1]
    assert float(part.attrib["width"]) == length
