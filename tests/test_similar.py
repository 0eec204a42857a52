"""Hand-ins that share unusual code are found; what all were given, and what is usual, is not."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import corpus
import nbformat
import pytest
from course import ASSIGNMENT, ROOT, Course, read
from team_course import assign, autograder, configure

from autograder.similar import compare, tokens

OWN = """
def conv2d(image, kernel, stride=1):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride]
    totals = [[sum((w * kernel).ravel().tolist()) for w in row] for row in windows]
    return np.array(totals) if totals else np.zeros((0, 0))
"""
RENAMED = """
def conv2d(picture, k, stride=1):  # my very own idea
    parts = np.lib.stride_tricks.sliding_window_view(picture, k.shape)[::stride, ::stride]

    numbers = [[sum((p * k).ravel().tolist()) for p in line] for line in parts]
    return np.array(numbers) if numbers else np.zeros((0, 0))
"""
USUAL = """
def conv2d(image, kernel, stride=1):
    out = np.zeros(((image.shape[0] - kernel.shape[0]) // stride + 1, image.shape[1] - kernel.shape[1] + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(image[i : i + kernel.shape[0], j : j + kernel.shape[1]] * kernel)
    return out
"""
OTHER = "def conv2d(image, kernel, stride=1):\n    return scipy.signal.correlate2d(image, kernel)\n"


STUB = "def conv2d(image, kernel, stride=1):\n    raise NotImplementedError"


def pairs_of(sources: dict[str, str], released: str = STUB) -> list[tuple[str, str]]:
    return [(pair.one, pair.other) for pair in compare(sources, [released])]


def test_other_names_comments_and_spaces_hide_nothing() -> None:
    sources = {"ada": OWN, "bob": RENAMED, "cy": OTHER, "dan": USUAL}
    pair, *others = compare(sources, [STUB])
    assert all(other.shared == 1 for other in others), "by chance"
    assert (pair.one, pair.other) == ("ada", "bob")
    assert pair.of_one > 0.9 and pair.of_other > 0.9
    assert {2, 3, 4} <= pair.lines_of_one and {2, 4, 5} <= pair.lines_of_other


def test_what_was_released_does_not_count_even_where_it_occurs_twice() -> None:
    sources = {"ada": f"{OWN}\n{OWN}\nx = 1", "bob": f"y = 2\n{OWN}", "cy": OTHER}
    assert pairs_of(sources, OWN) == []
    assert pairs_of(sources) == [("ada", "bob")]


def test_what_many_have_is_nobodys_own() -> None:
    usual = {f"student{number}": f"{USUAL}\nprint({number})" for number in range(8)}
    assert pairs_of({**usual, "ada": OWN, "bob": RENAMED}) == [("ada", "bob")]


def test_the_rarer_code_comes_first() -> None:
    three = {name: USUAL for name in ("eve", "fay", "gus")}
    found = pairs_of({**three, "ada": OWN + USUAL.replace("+ 1", "+ 2 * 3 - 5"), "bob": RENAMED, "cy": OTHER})
    assert found[0] in (("ada", "bob"), ("eve", "fay")) and ("eve", "gus") in found


@pytest.mark.parametrize("source", ["", "def (", "'''", "\0", "\N{SNOWMAN} = = 1\n" * 20, "%%bash\nls"])
def test_what_is_no_python_is_compared_all_the_same(source: str) -> None:
    assert isinstance(tokens(source), list)
    assert compare({"ada": source, "bob": OWN, "cy": OTHER}, [source]) == []


def test_each_run_finds_the_same() -> None:
    sources = {"ada": OWN + USUAL, "bob": RENAMED + OTHER, "cy": USUAL, "dan": OTHER}
    assert compare(sources, [""]) == compare(dict(reversed(sources.items())), [""])


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with hand-ins of the marking corpus; nothing is graded."""
    course = Course(tmp_path / "course")
    shutil.copytree(ROOT / "release" / ASSIGNMENT, course.root / "release" / ASSIGNMENT)
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    folder = corpus.SUBMISSIONS / ASSIGNMENT
    for student, name in {"cy": "correct_loops", "dan": "correct_einsum", "eve": "correct_lists"}.items():
        hand_in = replace(corpus.load(folder / f"{name}.py"), base="release")
        course.hand_in(student, corpus.notebook(hand_in, read("release"), read("solutions")))
    for student, source in {"ada": OWN, "bob": RENAMED}.items():
        notebook = read("release")
        notebook.cells.append(nbformat.v4.new_code_cell(f"# </script>{source}"))
        course.hand_in(student, notebook)
    return course


def test_the_command_writes_a_page_and_a_table_and_accuses_nobody(course: Course) -> None:
    page, table = course.root / "page.html", course.root / "pairs.csv"
    done = autograder(course, "similar", ASSIGNMENT, "--html", str(page), "--csv", str(table))
    assert done.exit_code == 0, done.output
    first = next(csv.DictReader(table.open(encoding="utf-8")))
    assert (first["one"], first["other"]) == ("ada", "bob") and float(first["of_one"]) > 0.9
    text = page.read_text()
    assert "This is no finding about anybody" in text and "sliding_window_view" in text
    assert "</script>" not in text
    for word in ("plagiar", "cheat", "suspic", "guilt", "copied"):
        assert word not in (text + done.output).lower()


def test_a_team_is_not_compared_with_itself(course: Course) -> None:
    configure(course, f"c.Teams.assignments = ['{ASSIGNMENT}']")
    assign(course, alpha="ada bob")
    done = autograder(course, "similar", ASSIGNMENT, "--html", str(course.root / "page.html"))
    assert done.exit_code == 0 and "ada and bob" not in done.output


def test_one_hand_in_is_too_few(course: Course) -> None:
    for student in ("bob", "cy", "dan", "eve"):
        shutil.rmtree(course.root / "submitted" / student)
    done = autograder(course, "similar", ASSIGNMENT)
    assert done.exit_code == 1 and "too few to compare" in done.output
    assert not Path(f"similar-{ASSIGNMENT}.html").exists()
