"""Writes the board to files: CSV, JSON and Parquet for programs, an HTML page and pictures for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import jinja2

from autograder.files import replaced
from leaderboard import frames, labels, pictures, replay, rows, terminal
from leaderboard.course import Course
from leaderboard.documents import now
from leaderboard.frames import seen
from leaderboard.names import plain

_TEMPLATES = Path(__file__).with_name("pages")
_BAR_WIDTH, _BAR_EDGE = 200, 8
_NEARLY_ALL = 0.995


class Export:
    """The board of a course as it is now, ready to be written.

    All files are written whole or not at all. The tables hold real and shown names, and each person's recall
    also before the freeze: they are for instructors. Page and pictures hold what everybody may see.
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self.board, self._facts, self._half = seen(course)
        self.people = self._facts.images.people

    @property
    def title(self) -> str:
        """What stands above the board."""
        rules = self._facts.rules
        return " ".join(
            filter(None, [plain(rules.course) if rules.course else "", rules.assignment.replace("_", " ")])
        )

    @property
    def about(self) -> str:
        """Which images the board is about, in one sentence."""
        images = int(self._facts.images.scored(self._half).sum())
        if self._half == "private":
            return f"Final board on the {images} images of the private half."
        return f"Open board on the {images} images of the public half; the private half decides at the end."

    def notes(self) -> list[str]:
        """What else should be known, a line each."""
        found = []
        ceiling = self._ceiling()
        if ceiling is not None and ceiling < _NEARLY_ALL:
            found.append(f"About {ceiling:.0%} is the most that can be reached: some labels are wrong.")
        if not (self.board["kind"] == "instructor").any():
            names = " or ".join(map(repr, self._facts.rules.instructors))
            found.append(f"No instructor's model yet: hand one in as the student {names}.")
        if not (self.board["kind"] == "baseline").any():
            found.append("No baseline: the training images are missing; see 'autograder data faces'.")
        failed = int((frames.history(self._facts)["status"] == "failed").sum())
        if failed:
            found.append(f"{failed} hand-ins gave no entry; 'leaderboard history TEAM' says why.")
        return found

    def csv(self, path: Path) -> None:
        """Write a table for a spreadsheet."""
        _write(path, frames.to_csv(frames.flat(self.board, self.people)))

    def json(self, path: Path) -> None:
        """Write a list of rows for programs."""
        document = {
            "title": self.title,
            "about": self.about,
            "made": now(),
            "people": list(self.people),
            "rows": json.loads(frames.to_json(self.board)),
        }
        _write(path, json.dumps(document, indent=2, ensure_ascii=False) + "\n")

    def parquet(self, path: Path) -> None:
        """Write a table for pandas and its like, with types."""
        with replaced(path, mode=0o644) as file:
            frames.flat(self.board, self.people).to_parquet(file, index=False)

    def html(self, path: Path) -> None:
        """Write a page that needs nothing else."""
        low, high = terminal.scale(self.board)
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
        )
        final, ceiling = self._half == "private", self._ceiling()
        page = environment.get_template("board.html").render(
            title=self.title,
            about=self.about,
            caption=f"As of {now()[:16].replace('T', ' ')} UTC",
            rows=rows.rows(self.board, recall=final),
            people=self.people,
            recall=final,
            ceiling=None if ceiling is None or ceiling >= _NEARLY_ALL else ceiling,
            low=low,
            high=high,
            place=_scaled(low, high),
        )
        _write(path, page)

    def png(self, path: Path) -> None:
        """Draw the board."""
        pictures.board(self.board, f"{self.title}\n{self.about}", path)

    def history_png(self, path: Path) -> None:
        """Draw the teams' released scores over time."""
        history = frames.history(self._facts)
        shown = dict(zip(self.board["team"], self.board["name"], strict=True))
        history = history[history["team"].isin(shown)]
        history = history.assign(name=history["team"].map(shown))
        pictures.history(history, f"{self.title}: released scores on the public half", path)

    def _ceiling(self) -> float | None:
        facts = self._facts.in_order()
        played = replay.replay(facts)
        leaders = played[played["is_team"]].groupby("team")["leader"].last().dropna().tolist()
        found = labels.opinions(facts.probabilities(leaders), facts.images.labels) if leaders else []
        return labels.ceiling(facts.images, self._half, found, self._course.rulings.decisions())


WRITERS: Mapping[str, Callable[[Export, Path], None]] = {
    ".csv": Export.csv,
    ".json": Export.json,
    ".parquet": Export.parquet,
    ".html": Export.html,
    ".png": Export.png,
}
"""What is written to a file, by how its name ends."""


def _scaled(low: float, high: float) -> Callable[[float], str]:
    """Return where on a bar a share lies."""
    inside = _BAR_WIDTH - 2 * _BAR_EDGE
    return lambda share: f"{_BAR_EDGE + inside * (share - low) / (high - low):.1f}"


def _write(path: Path, text: str) -> None:
    with replaced(path, mode=0o644) as file:
        file.write(text.encode("utf-8"))
