"""Names of the people, and which of them a data set is about."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from autograder.errors import AutograderError
from autograder.sanitise import printable

PEOPLE = 8
_MOST_LISTED = 12


class PeopleUnusable(AutograderError):
    """Raised when a source has not the people that are needed."""


def person(name: str) -> str:
    """Return somebody's name as it is shown, from that of a folder or a file."""
    return printable(" ".join(unicodedata.normalize("NFC", name).replace("_", " ").split()))


def chosen(found: Iterable[str], wanted: Sequence[str], where: str) -> tuple[str, ...]:
    """Return the eight people to take, in alphabetical order.

    Parameters
    ----------
    found
        Names that the source has, as `person` gives them.
    wanted
        Names to take, whatever their case, with spaces or underscores. Empty: all.
    where
        The source, for messages.

    Raises
    ------
    PeopleUnusable
        When one is missing, or they are not eight.
    """
    spelled: dict[str, str] = {}
    for name in found:
        spelled.setdefault(name.casefold(), name)
    names = set()
    for name in wanted:
        if person(name).casefold() not in spelled:
            raise PeopleUnusable(f"{where} has nobody named {name}. It has: {_listed(spelled.values())}.")
        names.add(spelled[person(name).casefold()])
    names = names or set(spelled.values())
    if len(names) != PEOPLE:
        way = f"choose {PEOPLE} with --person" if len(spelled) > PEOPLE else "give each a folder or a list"
        raise PeopleUnusable(
            f"The project is about {PEOPLE} people; in {where} there are {len(names)} ({_listed(names)}): "
            f"{way}."
        )
    return tuple(sorted(names, key=str.casefold))


def _listed(names: Iterable[str]) -> str:
    listed = sorted(names, key=str.casefold)
    if not listed:
        return "nobody"
    others = len(listed) - _MOST_LISTED
    return ", ".join(listed[:_MOST_LISTED]) + (f" and {others} others" if others > 0 else "")
