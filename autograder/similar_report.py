"""Shows pairs of hand-ins that share code: as a page to look at, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograder import outputs
from autograder.sanitise import no_formula, shown
from autograder.similar import Pair

_COLUMNS = ("one", "other", "shared", "of_one", "of_other", "weight")
_AROUND = 2  # lines that are shown around shared ones


def write_csv(pairs: Sequence[Pair], path: Path) -> None:
    """Write one line a pair: who, how many fingerprints they share, and what part of each one's that is."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for pair in pairs:
        parts = (f"{value:.3f}" for value in (pair.of_one, pair.of_other, pair.weight))
        writer.writerow([no_formula(pair.one), no_formula(pair.other), pair.shared, *parts])
    outputs.write(path, text.getvalue())


def write_html(
    pairs: Sequence[Pair], sources: Mapping[str, str], assignment: str, compared: int, path: Path
) -> None:
    """Write a page that shows each pair side by side, the shared lines marked.

    Parameters
    ----------
    pairs
        The pairs to show.
    sources
        The code of each student.
    assignment
        Name of the assignment.
    compared
        How many hand-ins were compared.
    path
        The file.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sides = [
        (
            pair,
            _excerpt(sources[pair.one], pair.lines_of_one),
            _excerpt(sources[pair.other], pair.lines_of_other),
        )
        for pair in pairs
    ]
    page = environment.get_template("similar.html").render(
        pairs=sides, assignment=assignment, compared=compared, shown=shown
    )
    outputs.write(path, page)


def _excerpt(source: str, shared: frozenset[int]) -> list[tuple[str, str, bool]]:
    """The shared lines and some around them: number, text, whether it is shared; a gap has no number."""
    found: list[tuple[str, str, bool]] = []
    last = -1
    for number, line in enumerate(source.split("\n")):
        if not any(near in shared for near in range(number - _AROUND, number + _AROUND + 1)):
            continue
        if last != number - 1 and found:
            found.append(("", "\N{HORIZONTAL ELLIPSIS}", False))
        found.append((str(number + 1), shown(line, 300), number in shared))
        last = number
    return found
