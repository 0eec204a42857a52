"""Writes the board to files: CSV, JSON and Parquet for programs, an HTML page and pictures for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from autograder import outputs
from leaderboard import frames, pictures, publish
from leaderboard.course import Course
from leaderboard.documents import now
from leaderboard.legible import shown
from leaderboard.views import standalone

_NEARLY_ALL = 0.995


class Export:
    """The board of a course as it is now, ready to be written.

    All files are written whole or not at all. The tables hold real and shown names, and each person's recall
    also before the freeze: they are for instructors. Page and pictures hold what everybody may see.
    """

    def __init__(self, course: Course) -> None:
        self._state = publish.state_of(course)
        self.board, self._facts = self._state.board, self._state.base
        self.people = self._facts.images.people

    @property
    def title(self) -> str:
        """What stands above the board."""
        rules = self._facts.rules
        return " ".join(
            filter(None, [shown(rules.course) if rules.course else "", rules.assignment.replace("_", " ")])
        )

    @property
    def about(self) -> str:
        """Which images the board is about, in one sentence."""
        images = int(self._facts.images.scored(self._state.half).sum())
        if self._state.is_frozen:
            return f"Final board on the {images} images of the private half."
        return f"Open board on the {images} images of the public half; the private half decides at the end."

    def notes(self) -> list[str]:
        """What else should be known, a line each."""
        found = []
        ceiling = self._state.ceiling
        if ceiling is not None and ceiling < _NEARLY_ALL:
            found.append(f"About {ceiling:.0%} is the most that can be reached: some labels are wrong.")
        if not (self.board["kind"] == "instructor").any():
            names = " or ".join(map(repr, self._facts.rules.instructors))
            found.append(
                "No instructor's model yet: 'leaderboard train' makes one, or a hand-in of the student "
                f"{names}."
            )
        if not (self.board["kind"] == "baseline").any():
            found.append("No baseline yet: 'leaderboard train' makes it.")
        failed = int((frames.history(self._facts)["status"] == "failed").sum())
        if failed:
            hand_ins = "1 hand-in" if failed == 1 else f"{failed} hand-ins"
            found.append(f"{hand_ins} gave no entry; 'leaderboard history TEAM' says why.")
        return found

    def csv(self, path: Path) -> None:
        """Write a table for a spreadsheet."""
        outputs.write(path, frames.to_csv(frames.flat(self.board, self.people)), outputs.PUBLIC)

    def json(self, path: Path) -> None:
        """Write a list of rows for programs."""
        document = {
            "title": self.title,
            "about": self.about,
            "made": now(),
            "people": list(self.people),
            "rows": json.loads(frames.to_json(self.board)),
        }
        outputs.write(path, json.dumps(document, indent=2, ensure_ascii=False) + "\n", outputs.PUBLIC)

    def parquet(self, path: Path) -> None:
        """Write a table for pandas and its like, with types."""
        outputs.write(path, frames.flat(self.board, self.people).to_parquet(index=False), outputs.PUBLIC)

    def html(self, path: Path) -> None:
        """Write the page that is served, as one file that needs nothing else."""
        outputs.write(path, standalone(publish.board_document(self._state)), outputs.PUBLIC)

    def png(self, path: Path) -> None:
        """Draw the board."""
        pictures.board(self.board, f"{self.title}\n{self.about}", path)

    def history_png(self, path: Path) -> None:
        """Draw the teams' released scores over time."""
        history = frames.history(self._facts)
        names = dict(zip(self.board["team"], self.board["name"], strict=True))
        history = history[history["team"].isin(names)]
        history = history.assign(name=history["team"].map(names))
        pictures.history(history, f"{self.title}: released scores on the public half", path)


WRITERS: Mapping[str, Callable[[Export, Path], None]] = {
    ".csv": Export.csv,
    ".json": Export.json,
    ".parquet": Export.parquet,
    ".html": Export.html,
    ".png": Export.png,
}
"""What is written to a file, by how its name ends."""
