"""The marking corpus: its helper, and that every file of it can be read and fits the assignment."""

from __future__ import annotations

from pathlib import Path

import corpus
import nbformat
import pytest
from corpus import CorpusError, Submission, parse
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder import properties
from autograder.hidden import manual_convolution_misconceptions
from autograder.outcomes import Misconception, Outcome

ASSIGNMENT = "manual_convolution"


def named(grade_id: str, source: str, **flags: object) -> NotebookNode:
    mark = {"grade_id": grade_id, "schema_version": 3, "solution": False, "grade": False, "locked": False}
    return new_code_cell(source, id=f"id-{grade_id}", metadata={"nbgrader": {**mark, **flags}})


def small(stub: str) -> NotebookNode:
    cells = [
        new_markdown_cell("# Title", id="title"),
        named("given", "x = 1", locked=True),
        named("relu", stub, solution=True),
        named("test_relu", "assert relu", grade=True, locked=True, points=1),
        named("sizes", stub, solution=True),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})


RELEASE, SOLVED = small("# your code"), small("solved = True")


def read(text: str) -> Submission:
    return parse(text, name="some_name", assignment=ASSIGNMENT)


def hand_in(blocks: str, header: str = "# expect: full") -> NotebookNode:
    return corpus.notebook(read(f"# A hand-in.\n{header}\n{blocks}"), RELEASE, SOLVED)


def sources(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells]


def test_header_is_read() -> None:
    submission = read(
        "# Does it all wrong.\n"
        "# points: all = 0\n"
        "# points: test_relu = 0.5\n"
        "# misconception: test_relu: leaky ReLU\n"
        "# misconception: test_same: 'valid' for 'same'\n"
        "# outcome: test_conv2d: timed out\n"
        "# student: anna\n"
        "# base: release\n"
        "# slow\n"
    )
    assert submission.description == "Does it all wrong."
    assert submission.points == dict.fromkeys(corpus.full_points(ASSIGNMENT), 0.0) | {"test_relu": 0.5}
    assert submission.misconceptions == [("test_relu", "leaky ReLU"), ("test_same", "'valid' for 'same'")]
    assert submission.outcomes == {"test_conv2d": Outcome.TIMED_OUT}
    assert (submission.student, submission.base, submission.slow) == ("anna", "release", True)


def test_header_defaults() -> None:
    submission = read("# Good.\n# expect: full\n")
    assert submission.points == corpus.full_points(ASSIGNMENT)
    assert sum(submission.points.values()) == 20
    assert (submission.student, submission.base, submission.slow) == ("some_name", "solution", False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "header"),
        ("# Only a description.", "expect: full"),
        ("x = 1\n# expect: full", "comment lines"),
        ("# A.\n# points: test_unknown = 1", "test_unknown"),
        ("# A.\n# points: test_relu = 7", "only 1"),
        ("# A.\n# points: test_relu = many", "cannot read"),
        ("# A.\n# expect: full\n# misconception: test_relu: leaky ReLU", "must lose points"),
        ("# A.\n# expect: full\n# colour: red", "colour"),
        ("# A.\n# expect: full\n# %% relu", "'relu'"),
        ("# A.\n# expect: full\n# %% [relu] remove", "remove"),
        ("# A.\n# expect: full\n# %% [relu] delete\nx = 1", "must be empty"),
        ("# A.\n# expect: full\n# %% [relu]\n# %% [relu]", "two blocks"),
    ],
)
def test_broken_files_are_refused(text: str, said: str) -> None:
    with pytest.raises(CorpusError, match=said):
        read(text)


def test_unknown_outcome_is_refused() -> None:
    with pytest.raises(ValueError, match="exploded"):
        read("# A.\n# points: test_relu = 0\n# outcome: test_relu: exploded")


def test_mentioned_cells_get_their_source_and_others_the_solution() -> None:
    book = hand_in("# %% [relu]\n\ndef relu(x):\n    return x\n\n")
    assert sources(book) == ["# Title", "x = 1", "def relu(x):\n    return x", "assert relu", "solved = True"]


def test_base_release_keeps_the_stubs() -> None:
    book = hand_in("# %% [relu]\nmine", header="# points: all = 0\n# base: release")
    assert sources(book) == ["# Title", "x = 1", "mine", "assert relu", "# your code"]


def test_released_cells_keep_ids_and_metadata() -> None:
    book = hand_in("# %% [relu]\nmine\n# %% [test_relu]\nedited")
    assert [cell.id for cell in book.cells] == [cell.id for cell in RELEASE.cells]
    assert [cell.metadata for cell in book.cells] == [cell.metadata for cell in RELEASE.cells]
    assert book.metadata == RELEASE.metadata
    nbformat.validate(book)


def test_added_cells_follow_the_block_before_them() -> None:
    book = hand_in("# %%\ntop\n# %% [markdown]\n*text*\n# %% [relu] keep\n# %%\nfirst\n# %%\nsecond")
    expected = ["top", "*text*", "# Title", "x = 1", "solved = True", "first", "second", "assert relu"]
    assert sources(book)[:-1] == expected
    assert [cell.cell_type for cell in book.cells][:3] == ["code", "markdown", "markdown"]
    nbformat.validate(book)


def test_added_cells_have_ids_of_their_own_and_no_nbgrader_metadata() -> None:
    release = small("")
    release.cells[0].id = "added-1"
    book = corpus.notebook(read("# A.\n# expect: full\n# %%\na\n# %%\nb"), release, SOLVED)
    ids = [cell.id for cell in book.cells]
    assert len(set(ids)) == len(ids)
    assert all("nbgrader" not in cell.metadata for cell in book.cells[:2])


def test_deleted_cell_leaves_its_place_to_added_ones() -> None:
    book = hand_in("# %% [relu] delete\n# %%\nhere\n# %% [given] delete")
    assert sources(book) == ["# Title", "here", "assert relu", "solved = True"]


def test_cell_that_the_release_lacks_is_refused() -> None:
    with pytest.raises(CorpusError, match="no cell 'nothing'"):
        hand_in("# %% [nothing]\nx")


def test_notebooks_that_are_given_stay_as_they_are() -> None:
    before = (nbformat.writes(RELEASE), nbformat.writes(SOLVED))
    hand_in("# %% [relu] delete\n# %% [sizes]\nx\n# %%\ny")
    assert (nbformat.writes(RELEASE), nbformat.writes(SOLVED)) == before


def test_written_hand_in_stands_where_nbgrader_looks_for_it(tmp_path: Path) -> None:
    path = corpus.write(read("# A.\n# expect: full\n# student: anna\n# %% [relu]\nmine"), tmp_path)
    assert path == tmp_path / "anna" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    written = nbformat.read(path, as_version=4)
    assert "mine" in sources(written)
    assert set(corpus.full_points(ASSIGNMENT)) <= {
        cell.metadata.nbgrader.grade_id for cell in written.cells if "nbgrader" in cell.metadata
    }


@pytest.mark.parametrize("path", corpus.paths(ASSIGNMENT), ids=lambda path: path.stem)
def test_every_file_fits_the_assignment(path: Path, tmp_path: Path) -> None:
    submission = corpus.load(path)
    full = corpus.full_points(ASSIGNMENT)
    if path.stem.startswith("wrong_"):
        assert submission.points != full
    else:
        assert submission.points == full
    nbformat.validate(nbformat.read(corpus.write(submission, tmp_path), as_version=4))


def test_students_are_different_people() -> None:
    students = [corpus.load(path).student for path in corpus.paths(ASSIGNMENT)]
    assert len(set(students)) == len(students)


def test_corpus_is_large_enough() -> None:
    assert len(corpus.paths(ASSIGNMENT, "correct_*")) >= 18
    assert len(corpus.paths(ASSIGNMENT, "honest_*")) >= 20
    assert len(corpus.paths(ASSIGNMENT, "wrong_*")) >= 45


def test_corpus_names_every_misconception_and_no_other() -> None:
    values = [*vars(manual_convolution_misconceptions).values(), *vars(properties).values()]
    known = {value.name for value in values if isinstance(value, Misconception)}
    named = {name for path in corpus.paths(ASSIGNMENT) for _, name in corpus.load(path).misconceptions}
    assert named == known
