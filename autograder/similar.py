"""Finds pairs of hand-ins that share unusual code, by winnowing (Schleimer, Wilkerson and Aiken, 2003).

Code is reduced to its kinds of tokens, so that other names, numbers, comments and spaces change nothing. Each
run of `RUN` tokens has a hash; of each `WINDOW` neighbouring ones the smallest is kept, which finds every
common part of ``RUN + WINDOW - 1`` tokens or more. What the released notebook holds does not count, nor what
many hand-ins share: the usual way to solve a task is nobody's own.

The libraries for this were tried before it was written: copydetect removes released code wrongly where a
part of it occurs twice and gives other results in each run, compare50 cannot be installed beside jupyterlab.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Token

RUN, WINDOW = 12, 6
# What more hand-ins than these share is usual.
_USUAL_SHARE, _USUAL_AT_LEAST = 0.2, 3


@dataclass(frozen=True)
class Fingerprint:
    """A hash of some tokens, and the first and last line (from 0) where they are."""

    value: bytes
    first: int
    last: int


@dataclass(frozen=True)
class Pair:
    """Two hand-ins that share unusual code.

    Parameters
    ----------
    one, other
        Whose they are.
    shared
        How many unusual fingerprints they share.
    of_one, of_other
        The part of each one's own fingerprints that this is, 0 to 1.
    weight
        By which pairs are ordered: what fewer hand-ins share weighs more.
    lines_of_one, lines_of_other
        Where the shared code is: lines, from 0.
    """

    one: str
    other: str
    shared: int
    of_one: float
    of_other: float
    weight: float
    lines_of_one: frozenset[int]
    lines_of_other: frozenset[int]


def tokens(source: str) -> list[tuple[str, int]]:
    """Return the kinds of a program's tokens with their lines; code that is no Python has some as well."""
    found: list[tuple[str, int]] = []
    line = 0
    for kind, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens(source):
        named = _kind(kind, text)
        if named:
            # what comes after a dot is mostly a library's, which nobody can name otherwise
            is_attribute = named == "name" and found and found[-1][0] == "."
            found.append((text if is_attribute else named, line))
        line += text.count("\n")
    return found


def _kind(kind: object, text: str) -> str:
    assert isinstance(kind, type(Token))
    if kind in Comment or not text.strip() or kind in String.Doc:
        return ""
    if kind in Keyword or kind in Operator or kind in Punctuation or kind in Name.Builtin:
        return text
    if kind in Name:
        return "name"
    if kind in Number:
        return "number"
    return "text" if kind in String else text


def _hashes(found: Sequence[tuple[str, int]]) -> list[Fingerprint]:
    """The hash of each run of tokens."""
    result = []
    for start in range(len(found) - RUN + 1):
        run = found[start : start + RUN]
        digest = hashlib.blake2b("\0".join(kind for kind, _ in run).encode(), digest_size=8).digest()
        result.append(Fingerprint(digest, run[0][1], run[-1][1]))
    return result


def winnow(hashes: Sequence[Fingerprint]) -> list[Fingerprint]:
    """Keep of each window of hashes the smallest; of equal ones, the last."""
    kept: dict[int, Fingerprint] = {}
    for start in range(max(1, len(hashes) - WINDOW + 1) if hashes else 0):
        stop = min(start + WINDOW, len(hashes))
        place = min(range(start, stop), key=lambda number: (hashes[number].value, -number))
        kept[place] = hashes[place]
    return list(kept.values())


def compare(
    sources: Mapping[str, str],
    released: Iterable[str],
    allied: Callable[[str, str], bool] = lambda one, other: False,
) -> list[Pair]:
    """Compare all hand-ins of an assignment.

    Parameters
    ----------
    sources
        The code of each student.
    released
        Code that all of them were given.
    allied
        Whether two students may share code: those of a team.

    Returns
    -------
    list of Pair
        Pairs that share some unusual code, those who share most of it first.
    """
    given = {one.value for source in released for one in _hashes(tokens(source))}
    own = {
        student: [one for one in winnow(_hashes(tokens(source))) if one.value not in given]
        for student, source in sources.items()
    }
    having: defaultdict[bytes, set[str]] = defaultdict(set)
    for student, fingerprints in own.items():
        for fingerprint in fingerprints:
            having[fingerprint.value].add(student)
    usual = max(_USUAL_AT_LEAST, math.floor(_USUAL_SHARE * len(sources)))
    shared: defaultdict[tuple[str, str], set[bytes]] = defaultdict(set)
    for value, students in having.items():
        if 1 < len(students) <= usual:  # in the order of names, so that each pair is found once
            for pair in combinations(sorted(students), 2):
                shared[pair].add(value)
    found = []
    for (one, other), values in shared.items():
        if allied(one, other):
            continue
        weight = sum(math.log(len(sources) / len(having[value])) + 1 for value in values)
        of_one, of_other = (len(values) / len({mine.value for mine in own[name]}) for name in (one, other))
        lines = [_lines(own[name], values) for name in (one, other)]
        found.append(Pair(one, other, len(values), of_one, of_other, weight, lines[0], lines[1]))
    return sorted(found, key=lambda pair: (-pair.weight, pair.one, pair.other))


def _lines(own: Iterable[Fingerprint], values: Collection[bytes]) -> frozenset[int]:
    return frozenset(line for one in own if one.value in values for line in range(one.first, one.last + 1))
