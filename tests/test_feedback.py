"""What students read: complete, escaped, and always with the number that nbgrader takes for the grade."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import nbformat
import pytest
from nbgrader.utils import determine_grade

from autograder import feedback
from autograder.outcomes import Example, Misconception, Outcome
from autograder.suite import Part, Record

PART = Part("test_it", "task", 1.5, "f(x) gives the right values")
HOSTILE = "</pre></div><script>alert('\"&amp;1')</script>\x00\u202e\ud800"


def record(outcome: Outcome, message: str = "why", **details: Any) -> Record:
    return Record(PART, outcome, message, **details)


def grade(records: list[Record], points: float | None, most: float = 20.0) -> float | None:
    """What nbgrader reads from a grade cell with this report."""
    cell = nbformat.v4.new_code_cell(outputs=feedback.grade_outputs(records, points))
    cell.metadata.nbgrader = {"grade": True, "solution": False, "points": most, "grade_id": "task"}
    notebook = nbformat.v4.new_notebook(cells=[cell])
    nbformat.validate(notebook)
    stored = nbformat.reads(nbformat.writes(notebook), as_version=4)
    return determine_grade(stored.cells[0])[0]


@pytest.mark.parametrize("points", [0.0, -0.0, 0.1, 0.5, 1 / 3, 2 / 3, 1.05, 12.345, 20.0, 1e-9])
def test_nbgrader_reads_the_points(points: float) -> None:
    assert grade([record(Outcome.WRONG)], points) == pytest.approx(points, abs=1e-4)


def test_a_sum_of_parts_is_never_more_than_the_cells_points() -> None:
    points = sum([0.1] * 3)  # a little more than 0.3
    assert grade([record(Outcome.PASSED)] * 3, points, most=0.3) == 0.3


@pytest.mark.parametrize("records", [[], [record(Outcome.GRADER_FAULT)], [record(Outcome.PASSED)]])
def test_an_open_mark_is_no_full_mark(records: list[Record]) -> None:
    assert grade(records, None) == 0.0  # nbgrader would give all points where there is no number


@pytest.mark.parametrize("outcome", list(Outcome))
def test_each_outcome_is_told_apart(outcome: Outcome) -> None:
    texts = {other: feedback.as_text([record(other)]).splitlines()[0] for other in Outcome}
    assert len(set(texts.values())) == len(Outcome)
    points = "1.5 of 1.5" if outcome is Outcome.PASSED else "0 of 1.5"
    for report in (texts[outcome], feedback.as_html([record(outcome)])):
        assert points in report and PART.asks in report


def test_a_failure_is_explained() -> None:
    failed = record(
        Outcome.WRONG,
        example=Example("f([1])", "[2]", "[3]"),
        misconception=Misconception("kernel flipped", "Look at the first row."),
    )
    for report in (feedback.as_text([failed]), feedback.as_html([failed])):
        for text in ("why", "f([1])", "[2]", "[3]", "kernel flipped", "Look at the first row."):
            assert text in report
    short = feedback.as_text([record(Outcome.WRONG, example=Example("f([1])"))])
    assert "f([1])" in short and "should give" not in short and "None" not in short


def test_a_passed_test_and_a_fault_show_no_details() -> None:
    secret = {"example": Example("secret", "secret", "secret"), "detail": "secret"}
    for outcome in (Outcome.PASSED, Outcome.GRADER_FAULT):
        report = record(outcome, "secret", misconception=Misconception("secret", "secret"), **secret)
        assert "secret" not in feedback.as_text([report]) + feedback.as_html([report])
    assert "not your fault" in feedback.as_text([record(Outcome.GRADER_FAULT)])
    assert "secret" not in feedback.as_html(
        [record(Outcome.WRONG, detail="secret")]
    )  # for the instructor only


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open = 0
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open += 1
        assert {name for name, _ in attrs} <= {"style"}

    def handle_endtag(self, tag: str) -> None:
        self.open -= 1

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("outcome", list(Outcome))
def test_everything_in_the_page_is_escaped(outcome: Outcome) -> None:
    part = Part(HOSTILE, HOSTILE, 1.0, HOSTILE.replace("\ud800", ""))
    wrong_idea = Misconception(HOSTILE[:-3], HOSTILE[:-3])
    example = Example(HOSTILE, HOSTILE, HOSTILE)
    hostile = Record(part, outcome, HOSTILE, example, wrong_idea, HOSTILE)
    page = Tags()
    page.feed(feedback.as_html([hostile, hostile]))
    assert set(page.tags) <= {"div", "strong", "em", "pre"} and page.open == 0
    assert "<script>" in page.text  # it is there, as text
    assert grade([hostile], 1.0) == 1.0  # and can be stored


def test_long_texts_are_shortened() -> None:
    long = record(Outcome.WRONG, "m" * 10**6, example=Example("a" * 10**6, "b" * 10**6, "c" * 10**6))
    assert len(feedback.as_html([long])) < 10_000 and len(feedback.as_text([long])) < 10_000


def test_notes_are_a_cell_without_html() -> None:
    cell = feedback.note_cell(["The file '<img src=x onerror=y>' was not taken.", "Second\ud800"])
    nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode()
    assert cell.cell_type == "markdown" and "<img" not in cell.source and "- Second" in cell.source


def test_the_summary_names_what_to_look_at_and_nothing_else() -> None:
    flipped = record(Outcome.WRONG, misconception=Misconception("kernel flipped", "hint"))
    summary = feedback.summary_cell(
        {"first": [record(Outcome.PASSED)], "second": [flipped, record(Outcome.PASSED), flipped]}
    ).source
    assert "3 of 6 points" in summary
    assert "[`second`](#second), 1.5 of 4.5: kernel flipped" in summary
    assert "first" not in summary
