"""Names of strangers: one line that shows what it is, in a page and in a spreadsheet."""

from __future__ import annotations

import unicodedata

import pytest
from board_documents import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboard.legible import LONGEST, in_a_cell, shown


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(HOSTILE))
def test_any_name_is_a_short_line_without_anything_unseen(name: str) -> None:
    text = shown(name)
    assert 0 < len(text) <= LONGEST and text == " ".join(text.split())
    assert all(unicodedata.category(letter)[0] != "C" or letter == "\u200d" for letter in text)
    assert shown(text) == text


@pytest.mark.parametrize(
    "name", ["Gradient Ascent", "Zoë & Müller", "深度學習", "שלום", "👩\u200d💻 Coders", "नमस्ते"]
)
def test_usual_names_stay_as_they_are(name: str) -> None:
    assert shown(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a\u202eb\u2066c\u0007", "abc"),
        ("a\n\tb", "a b"),
        ("", "(no name)"),
        ("\u200b\u2060", "(no name)"),
        ("x" * 10_000, "x" * (LONGEST - 1) + "…"),
        ("e" + "\u0327" * 40, "\u0229\u0327\u0327"),
        ("\ud800x", "?x"),
        ("ad\u200dmin", "admin"),
    ],
)
def test_what_cannot_be_seen_is_left_out(name: str, text: str) -> None:
    assert shown(name) == text


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u202e=1"])
def test_a_spreadsheet_takes_no_name_for_a_formula(formula: str) -> None:
    assert in_a_cell(formula).startswith("'")


def test_other_cells_stay_as_they_are() -> None:
    assert in_a_cell("ReLU Crew, a = b") == "ReLU Crew, a = b"
    assert "\n" not in in_a_cell("two\nlines\u2028more")
