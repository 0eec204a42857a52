"""Measure the leaderboard: 500 teams with 20 entries each on 400 images, a plain pandas loop, and its page.

The board is computed from the database each time, sets of ranks included: first as a process that has just
started does, then again after one more entry. The plain loop scores and ranks the same entries as one would
write it down, a group and a row at a time, without sets of ranks. The page is measured while many users
refresh it; see leaderboard_page.py.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import sqlalchemy as sa
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn import metrics

# Python puts this folder first, and would take this file for the package of the same name.
_HERE = Path(__file__).resolve().parent
sys.path[:] = [path for path in sys.path if Path(path or ".").resolve() != _HERE]
sys.path.append(str(_HERE.parent))

from autograder.entries import About, Predictions  # noqa: E402
from benchmarks import leaderboard_page  # noqa: E402
from leaderboard import board  # noqa: E402
from leaderboard.facts import Facts, Images, Rules  # noqa: E402
from leaderboard.store import Store  # noqa: E402

PEOPLE = 8
HELDOUT, ASSIGNMENT = "benchmark", "celebrity_project"


@dataclass(frozen=True)
class Row:
    """One measurement.

    Parameters
    ----------
    case
        What was measured.
    teams, entries, images
        How large the board is: ``entries`` of each team.
    seconds, cpu_seconds
        Wall time, and processor time, which other programs disturb less; the medians, where they were
        measured several times.
    """

    case: str
    teams: int
    entries: int
    images: int
    seconds: float
    cpu_seconds: float


def fill(store: Store, labels: np.ndarray, teams: int, entries: int) -> None:
    """Store entries of teams of all strengths, which get better with time."""
    # an entry is a transaction; here nobody needs to wait until each is on the disk
    sa.event.listen(store.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous = OFF"))
    store.engine.dispose()
    rng = np.random.default_rng(0)
    start = datetime(2026, 11, 1, tzinfo=UTC)
    for number in track(
        range(teams * entries), "storing entries", console=Console(stderr=True), transient=True
    ):
        team, turn = number % teams, number // teams
        share = 0.2 + 0.5 * team / teams + 0.2 * turn / entries
        add(store, team, start + timedelta(hours=6 * turn), predictions(share, labels, rng), str(number))


def add(store: Store, team: int, when: datetime, rows: np.ndarray, name: str) -> None:
    """Store one entry, as the worker does."""
    stamp = when.isoformat()
    about = About(ASSIGNMENT, f"student {team}", f"team {team}", stamp, stamp, 1_000_000, HELDOUT, name)
    store.add(name, about, Predictions(rows, 0.5), cap=5)


def predictions(share: float, labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Predictions that are right for about this share of the images."""
    wrong = (labels + rng.integers(1, PEOPLE, len(labels))) % PEOPLE
    answers = np.where(rng.random(len(labels)) < share, labels, wrong)
    rows = rng.dirichlet(np.ones(PEOPLE), len(labels)) * 0.4
    rows[np.arange(len(labels)), answers] += 0.6
    return rows


def read(store: Store, labels: np.ndarray) -> Facts:
    """Read everything that the board is computed from."""
    count = len(labels)
    frame, answers = store.read(ASSIGNMENT, HELDOUT, count)
    return Facts(
        entries=frame,
        answers=answers,
        probabilities=store.probabilities,
        images=Images(
            ids=tuple(f"{number:016x}" for number in range(count)),
            public=np.arange(count) < count // 2,
            labels=labels,
            labels_version=0,
            true_labels=np.full(count, -1),
            people=tuple(f"Person {number}" for number in range(PEOPLE)),
        ),
        rules=Rules("course", ASSIGNMENT, 5, "UTC", 0, ("instructor",), False, 0),
    )


def plain(store: Store, labels: np.ndarray) -> pd.DataFrame:
    """Score every entry and let the Ladder decide, a team and an entry at a time; no sets of ranks."""
    frame, _ = store.read(ASSIGNMENT, HELDOUT, len(labels))
    public = slice(0, len(labels) // 2)
    rows = []
    for team, mine in frame.groupby("team"):
        best = None
        for _, entry in mine.iterrows():
            rows_ = store.probabilities([entry["entry"]])[0][public]
            right = pd.Series(rows_.argmax(axis=1) == labels[public])
            scores = {
                "right": right,
                "accuracy": right.mean(),
                "log_loss": metrics.log_loss(labels[public], rows_, labels=np.arange(PEOPLE)),
                "macro_f1": metrics.f1_score(labels[public], rows_.argmax(axis=1), average="macro"),
            }
            if best is None:
                best = scores
            gained, lost = (right & ~best["right"]).sum(), (best["right"] & ~right).sum()
            if gained > lost and (gained - lost) ** 2 > gained + lost:
                best = scores
        assert best is not None
        rows.append({"team": team, **{name: value for name, value in best.items() if name != "right"}})
    return pd.DataFrame(rows).sort_values("accuracy", ascending=False)


def timed(action: Callable[[], object]) -> tuple[float, float]:
    """Return how long it takes, in seconds: wall time and processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - wall, time.process_time() - cpu


def measure(folder: Path, teams: int, entries: int, images: int, repeats: int) -> list[Row]:
    """Measure a board of a size."""
    url = f"sqlite:///{folder / 'board.db'}"
    labels = np.arange(images) % PEOPLE
    fill(Store(url), labels, teams, entries)

    def compute(store: Store) -> pd.DataFrame:
        return board.compute(read(store, labels))

    found = [("board, first", timed(lambda: compute(Store(url))))]
    store, rng, again = Store(url), np.random.default_rng(1), []
    compute(store)
    for number in range(repeats):
        add(store, 0, datetime.now(UTC), predictions(0.99, labels, rng), f"new {number}")
        again.append(timed(lambda: compute(store)))
    wall, cpu = np.median(again, axis=0).tolist()
    found.append(("board, after a new entry", (wall, cpu)))
    found.append(("plain pandas loop, no sets of ranks", timed(lambda: plain(store, labels))))
    return [Row(case, teams, entries, images, *seconds) for case, seconds in found]


def main() -> None:
    """Measure, and print or write what came out."""
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--teams", type=int, default=500, help="number of teams")
    parser.add_argument("--entries", type=int, default=20, help="entries of each team")
    parser.add_argument("--images", type=int, default=400, help="held-out images")
    parser.add_argument("--repeats", type=int, default=5, help="new entries; the median is reported")
    parser.add_argument("--users", type=int, default=100, help="users who refresh the page")
    parser.add_argument(
        "--seconds", type=float, default=10.0, help="how long each case of the page is measured"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows to this file as well")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="convclass-board-") as folder:
        rows = measure(Path(folder), options.teams, options.entries, options.images, options.repeats)
    page = leaderboard_page.measure((options.teams,), options.users, options.seconds)
    table = Table(title=f"{options.teams} teams, {options.entries} entries each, {options.images} images")
    table.add_column("case")
    for heading in ("seconds", "of a processor"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(row.case, f"{row.seconds:.2f}", f"{row.cpu_seconds:.2f}")
    Console().print(table)
    Console().print(leaderboard_page.show(page))
    if options.json:
        text = json.dumps([asdict(row) for row in (*rows, *page)], indent=2) + "\n"
        options.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
