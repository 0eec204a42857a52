"""A class of twelve in four teams hands in all four assignments: solved, half solved, misunderstood, tricked.

Makes a course of its own in demo/course with data that is made offline, hands in notebooks of the marking
corpus and of the tricks, grades them with ``autograder grade``, shows the marks and where the time went and,
for the team project, the leaderboard. Every run begins anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "demo" / "course"
PROJECT = "celebrity_project"
TEAMS = {
    "kernel": ("amelie", "bruno", "chiara"),
    "stride": ("deniz", "emil", "fatima"),
    "padding": ("gustav", "hana", "ivan"),
    "dropout": ("jana", "kofi", "mallory"),
}
# assignment -> student -> the hand-in: a file of tests/submissions or tests/exploits
HANDED_IN = {
    "weight_init_quiz": {
        "amelie": "correct_solution",
        "bruno": "correct_einsum",
        "chiara": "correct_oversampling",
        "deniz": "correct_lists",
        "emil": "wrong_gradients_reversed",
        "fatima": "wrong_he_no_correction",
        "gustav": "wrong_fans_swapped",
        "hana": "wrong_glorot_normal",
        "ivan": "wrong_collapse_order",
        "jana": "wrong_glorot_half",
        "kofi": "wrong_always_a",
        "mallory": "peek_answers",
    },
    "manual_convolution": {
        "amelie": "correct_loops",
        "bruno": "correct_einsum",
        "chiara": "honest_crash_in_added_cell",
        "deniz": "correct_lists",
        "emil": "wrong_kernel_flipped",
        "fatima": "wrong_by_hand_flipped",
        "gustav": "wrong_integer_truncation",
        "hana": "wrong_relu_in_place",
        "ivan": "wrong_padding_side",
        "jana": "wrong_syntax_error",
        "kofi": "bomb_memory_numpy",
        "mallory": "equal_everything",
    },
    "keras_cnn": {
        "amelie": "correct_reference",
        "bruno": "correct_subclass",
        "chiara": "correct_functional_ops",
        "deniz": "correct_keras_ops",
        "emil": "wrong_padding_same",
        "fatima": "wrong_softmax_twice",
        "gustav": "wrong_joint_statistics",
        "hana": "wrong_rates_exchanged",
        "ivan": "wrong_from_logits",
        "jana": "wrong_no_validation",
        "kofi": "wrong_maps_channels_first",
        "mallory": "wrong_nothing_done",
    },
    # one hand-in counts for a team; fatima handed in as well, before emil
    PROJECT: {
        "amelie": "correct_keras_weights",
        "fatima": "wrong_predict_logits",
        "emil": "correct_softmax_regression",
        "ivan": "wrong_predict_batch_standardised",
        "mallory": "table_of_validation",
    },
}
# the row that is no team's: see c.Leaderboard.instructors
INSTRUCTOR, INSTRUCTORS_MODEL = "instructor", "correct_ensemble"

sys.path.insert(0, str(ROOT / "tests"))
import corpus  # noqa: E402 - the helper of the tests that turns their readable files into notebooks
import course as small_data  # noqa: E402 - and their data, made offline


def main() -> None:
    """Run the demo."""
    console = Console()
    start = time.monotonic()
    make_course(console)
    students = sum(map(len, TEAMS.values()))
    console.print(f"A class of {students} in {len(TEAMS)} teams has handed in {len(HANDED_IN)} assignments.")
    for assignment in HANDED_IN:
        hand_in(assignment)
        if assignment == PROJECT:
            put(assignment, INSTRUCTOR, INSTRUCTORS_MODEL, 59)
        seconds = grade(assignment)
        console.print(f"[bold]autograder grade {assignment}[/] took {seconds:.1f} s.")
        nbgrader("generate_feedback", assignment)
        show(assignment, console)
    autograder("stats", "--plot", "time.png")
    show_board(console)
    show_where(console)
    console.print(f"The whole demo took {time.monotonic() - start:.0f} s.")


def make_course(console: Console) -> None:
    """Make the course directory anew: data, the released assignments, teams."""
    fresh = FOLDER.with_name("course.new")
    for folder in (fresh, FOLDER):
        shutil.rmtree(folder, ignore_errors=True)
    fresh.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", fresh)
    for assignment in HANDED_IN:
        notebook = Path("source") / assignment / f"{assignment}.ipynb"
        (fresh / notebook).parent.mkdir(parents=True)
        shutil.copy(ROOT / notebook, fresh / notebook)
        small_data.add_data(fresh, assignment)
    rows = [f"{student},{team}" for team, members in TEAMS.items() for student in members]
    (fresh / "teams.csv").write_text("\n".join(["student,team", *rows]) + "\n")
    fresh.rename(FOLDER)
    with console.status("Making the assignments"):
        for assignment in HANDED_IN:
            nbgrader("generate_assignment", assignment)


def found(assignment: str, name: str) -> Path:
    """Return the file of a hand-in."""
    kinds = (corpus.SUBMISSIONS, corpus.SUBMISSIONS.with_name("exploits"))
    return next(path for kind in kinds if (path := kind / assignment / f"{name}.py").exists())


def hand_in(assignment: str) -> None:
    """Put the class's notebooks into submitted/."""
    for minute, (student, name) in enumerate(HANDED_IN[assignment].items()):
        put(assignment, student, name, minute)


def put(assignment: str, student: str, name: str, minute: int) -> None:
    """Put one notebook into submitted/, as handed in at some minute past noon."""
    submission = replace(corpus.load(found(assignment, name)), student=student)
    path = corpus.write(submission, FOLDER / "submitted")
    path.with_name("timestamp.txt").write_text(f"2026-11-24 12:{minute:02} UTC")


def nbgrader(*arguments: str) -> None:
    """Run an nbgrader command in the course directory; its log goes to demo.log there."""
    with (FOLDER / "demo.log").open("a") as log:
        done = subprocess.run(_command(*arguments), cwd=FOLDER, stdout=log, stderr=log, check=False)
    if done.returncode:
        sys.exit(f"demo: 'nbgrader {' '.join(arguments)}' failed; see {FOLDER / 'demo.log'}")


def grade(assignment: str) -> float:
    """Run ``autograder grade``, which shows a progress bar and the marks; return the seconds it took."""
    start = time.monotonic()
    autograder(
        "grade", assignment, "--jobs", "2", "--csv", f"{assignment}.csv", "--json", f"{assignment}.json"
    )
    return time.monotonic() - start


def autograder(*arguments: str) -> None:
    """Run one of our commands in the course directory; it prints to the terminal."""
    command = [Path(sys.executable).with_name("autograder"), *arguments]
    if subprocess.run(command, cwd=FOLDER, check=False).returncode:
        sys.exit(f"demo: 'autograder {' '.join(arguments)}' failed; see {FOLDER / 'autograder.log'}")


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "nbgrader", *arguments]


def show(assignment: str, console: Console) -> None:
    """Print what each hand-in was."""
    table = Table("student", "hand-in", "what it is", title="Who handed in what", pad_edge=False)
    for student, name in HANDED_IN[assignment].items():
        table.add_row(student, name, Text(corpus.load(found(assignment, name)).description))
    console.print(table)


def show_board(console: Console) -> None:
    """Print the board of the teams, and write it as a page and as pictures."""
    leaderboard("update")
    console.print(leaderboard("show"), end="", markup=False, highlight=False)
    leaderboard("export", "board.html", "board.png", "--history", "board_history.png")


def leaderboard(*arguments: str) -> str:
    """Run a command of the leaderboard in the course directory; return what it printed."""
    command = [sys.executable, "-m", "leaderboard", *arguments]
    environment = {**os.environ, "COLUMNS": str(Console().width)}
    done = subprocess.run(command, cwd=FOLDER, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"demo: 'leaderboard {' '.join(arguments)}' failed: {done.stderr}")
    return done.stdout


def show_where(console: Console) -> None:
    """Print where to look."""
    relative = Path(os.path.relpath(FOLDER))
    console.print("Where to look:")
    for what, path in {
        "a notebook as students get it": relative / "release" / "keras_cnn" / "keras_cnn.ipynb",
        "what a student reads": relative / "feedback" / "emil" / "keras_cnn" / "keras_cnn.html",
        "where the time of grading went": relative / "time.png",
        "the marks as files": relative / "keras_cnn.csv",
        "the leaderboard as a page": relative / "board.html",
        "the leaderboard as pictures": relative / "board.png",
        "the teams' history": relative / "board_history.png",
        "nbgrader's log": relative / "autograder.log",
    }.items():
        console.print(f"  {what + ':':<34}{path}", soft_wrap=True, highlight=False)
    console.print(
        f"  formgrader: cd {relative} && {sys.executable} -m jupyter lab", soft_wrap=True, highlight=False
    )


if __name__ == "__main__":
    main()
