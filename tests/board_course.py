"""Small courses for tests of the leaderboard: held-out noise, and entries as the grader leaves them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autograder import entries
from autograder.datasets.heldout import PRIVATE, PUBLIC, HeldOut, HeldOutFaces
from autograder.entries import About, Failed, Predictions
from autograder.outcomes import Outcome
from leaderboard.course import Course

ASSIGNMENT = "celebrity_project"
PEOPLE = tuple(f"Person {letter}" for letter in "ABCDEFGH")
START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
PER_PERSON = 12  # held-out images


def faces(per_person: int = PER_PERSON, true: bool = False) -> HeldOutFaces:
    """Held-out faces: noise in which nobody is to be seen."""
    rng = np.random.default_rng(7)
    count = 8 * per_person
    labels = np.arange(count) % 8
    return HeldOutFaces(
        images=rng.integers(0, 256, (count, 6, 6, 3), dtype=np.uint8),
        labels=labels,
        true_labels=labels.copy() if true else np.full(count, -1),
        half=np.where(np.arange(count) < count // 2, PUBLIC, PRIVATE),
        ids=tuple(rng.bytes(8).hex() for _ in range(count)),
        names=PEOPLE,
        validation_images=rng.integers(0, 256, (8, 6, 6, 3), dtype=np.uint8),
        validation_labels=np.arange(8),
        noisy_train=None,
        target=0.5,
    )


def make(root: Path, per_person: int = PER_PERSON, config: str = "", true: bool = False) -> Path:
    """Make a course directory with held-out faces and no entries."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = 'deep learning'\n{config}\n", encoding="utf-8"
    )
    HeldOut(root / "heldout").write_faces(faces(per_person, true), {})
    folder = root / "release" / ASSIGNMENT
    folder.mkdir(parents=True)
    rng = np.random.default_rng(8)
    labels = (np.arange(40) % 8).astype(np.uint8)
    images = rng.integers(0, 256, (40, 6, 6, 3), dtype=np.uint8)
    np.savez_compressed(folder / "faces.npz", X_train=images, y_train=labels)
    return root


def untrained(root: Path) -> Path:
    """Take away what the models for comparison are trained on; test_worker.py looks at these."""
    (root / "release" / ASSIGNMENT / "faces.npz").unlink()
    return root


def probabilities(
    accuracy: float, seed: int, labels: npt.NDArray[np.int64] | None = None, sure: float = 0.7
) -> npt.NDArray[np.float64]:
    """Predictions that are right for about this share of the images."""
    labels = faces().labels if labels is None else labels
    rng = np.random.default_rng(seed)
    wrong = (labels + rng.integers(1, 8, len(labels))) % 8
    answers = np.where(rng.random(len(labels)) < accuracy, labels, wrong)
    rows = np.full((len(labels), 8), (1 - sure) / 7)
    rows[np.arange(len(labels)), answers] = sure
    return rows


def hand_in(
    root: Path,
    team: str,
    result: npt.NDArray[np.float64] | str,
    minutes: float = 0,
    student: str = "",
    graded: float = 1,
) -> Path:
    """Leave what the grader leaves: predictions, or the reason why there are none.

    ``minutes`` after `START` it was handed in, ``graded`` minutes later graded.
    """
    store = HeldOut(root / "heldout")
    when = START + timedelta(minutes=minutes)
    about = About(
        assignment=ASSIGNMENT,
        student=student or f"{team}-member",
        team=team,
        handed_in=when.isoformat(),
        graded=(when + timedelta(minutes=graded)).isoformat(),
        model_bytes=1_500_000,
        heldout=entries.fingerprint(store.faces()),
        work=hashlib.sha256(f"{team} {minutes}".encode()).hexdigest(),
    )
    if isinstance(result, str):
        return entries.save(store, about, Failed(Outcome.WRONG, result))
    return entries.save(store, about, Predictions(result, 0.25))


def small_class(root: Path) -> Path:
    """A course with some entries: four teams, the instructor, a failed entry, one over the cap."""
    make(root, config="c.Leaderboard.cap = 3")
    (root / "teams.csv").write_text(
        "student,team\nann,kernel\nbo,kernel\ncy,stride\ndi,padding\ned,dropout\n"
    )
    for number, (team, student, accuracy) in enumerate(
        [
            ("kernel", "ann", 0.5),
            ("stride", "cy", 0.6),
            ("padding", "di", 0.3),
            ("kernel", "bo", 0.75),
            ("dropout", "ed", 0.62),
            ("kernel", "ann", 0.74),
            ("instructor", "instructor", 0.9),
            ("kernel", "ann", 0.95),
            ("stride", "cy", 0.85),
        ]
    ):
        hand_in(root, team, probabilities(accuracy, number), 10 * number, student)
    hand_in(root, "padding", "80 of 80 rows hold values that are not numbers (nan).", 200, "di")
    return root


def opened(root: Path) -> Course:
    """The course, with all entries taken in."""
    course = Course.open(root)
    course.ingest()
    return course
