"""Names that people typed, made fit for a page and for a spreadsheet."""

from __future__ import annotations

import unicodedata

from autograder.sanitise import no_formula

LONGEST = 60
_JOINER = "\N{ZERO WIDTH JOINER}"
_MARKS = 2  # on one letter; more of them climb over the lines above and below


def shown(text: str, longest: int = LONGEST) -> str:
    """Return a name in one line, without what is invisible, changes the direction of text, or is too long.

    Parameters
    ----------
    text
        Anything.
    longest
        Most characters; what is left out is replaced by an ellipsis.
    """
    text = unicodedata.normalize("NFC", text[: 4 * longest].encode("utf-8", "replace").decode("utf-8"))
    kept: list[str] = []
    marks = 0
    for place, letter in enumerate(text):
        marks = marks + 1 if unicodedata.category(letter)[0] == "M" else 0
        if letter.isspace():
            kept.append(" ")
        elif marks <= _MARKS and (_visible(letter) or _joins(text, place)):
            kept.append(letter)
    name = " ".join("".join(kept).split())
    if not name:
        return "(no name)"
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def _joins(text: str, place: int) -> bool:
    """Whether this is a joiner between two symbols, as in pictures of several people."""
    around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    return text[place] == _JOINER and len(around) == 2 and all(ord(letter) > 0x2000 for letter in around)


def in_a_cell(text: str) -> str:
    """Return a text for a cell of a CSV file that no spreadsheet takes for a formula or for two lines."""
    line = " ".join(
        "".join(" " if letter.isspace() else letter for letter in text if _visible(letter)).split()
    )
    return no_formula(line)


def _visible(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter)[0] != "C"
