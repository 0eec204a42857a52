"""Turns the records of hidden tests into what the student reads, as nbformat outputs and cells."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

import nbformat
from nbformat import NotebookNode

from autograder.outcomes import Outcome
from autograder.sanitise import markdown, shown
from autograder.suite import Record

_TITLES = {
    Outcome.PASSED: "passed",
    Outcome.WRONG: "not right",
    Outcome.CRASHED: "ended with an error",
    Outcome.TIMED_OUT: "took too long",
    Outcome.OUT_OF_MEMORY: "used too much memory",
    Outcome.GRADER_FAULT: "could not be checked",
}
_FAULT = (
    "The grader itself failed here; this is not your fault. The mark stays open and your instructor has "
    "been told."
)
_COLOURS = {Outcome.PASSED: "#1b7f3b", Outcome.GRADER_FAULT: "#8a6d00"}
_WRONG_COLOUR = "#b3261e"
_TEXT, _HINT, _CODE = "text", "hint", "code"
_HINT_STYLE = "background: #fff6d6; color: #333; padding: 3px 8px; margin: 4px 0"
# one line each, so that what came back stands below what was asked; pages frame code heavily otherwise
_CODE_LINE = "display: flex; flex-wrap: wrap; align-items: baseline; margin-top: 3px"
_CODE_STYLE = (
    "margin: 0; padding: 1px 6px; border: 0; flex: 1 1 16em; min-width: 0; white-space: pre-wrap; "
    "overflow-wrap: anywhere; font-size: 93%"
)


def grade_outputs(records: Sequence[Record], points: float | None) -> list[NotebookNode]:
    """Return the outputs of a grade cell: the report, and the number that nbgrader reads as its grade.

    Parameters
    ----------
    records
        The cell's tests.
    points
        Points earned, or None where the mark stays open.
    """
    data = {"text/html": as_html(records), "text/plain": as_text(records)}
    report = _output("display_data", data)
    # nbgrader gives full marks to a grade cell without a number, so there always is one; people see words
    most = sum(record.part.points for record in records)
    told = "The mark is still open." if points is None else f"{points:g} of {most:g} points"
    data = {"text/html": f"<strong>{told}</strong>", "text/plain": f"{points or 0.0:g}"}
    number = _output("execute_result", data, execution_count=None)
    return [report, number]


def _output(kind: str, data: dict[str, str], **fields: None) -> NotebookNode:
    """Make an output as nbformat does, which checks each one on its own, and then all once more."""
    node: NotebookNode = nbformat.from_dict({"output_type": kind, "metadata": {}, "data": data, **fields})
    return node


def as_text(records: Iterable[Record]) -> str:
    """Return the report as plain text."""
    lines: list[str] = []
    for record in records:
        earned, most = record.points, record.part.points
        lines.append(f"[{_TITLES[record.outcome]}] {earned:g} of {most:g}: {record.part.asks}")
        lines += [f"    {label}: {text}" if label else f"    {text}" for label, text, _ in _details(record)]
    return "\n".join(lines)


def as_html(records: Iterable[Record]) -> str:
    """Return the report as HTML, with everything in it escaped."""
    return "".join(["<div>", *map(_record_html, records), "</div>"])


def _record_html(record: Record) -> str:
    colour = _COLOURS.get(record.outcome, _WRONG_COLOUR)
    mark = "✓" if record.outcome is Outcome.PASSED else "?" if record.outcome is Outcome.GRADER_FAULT else "✗"
    head = (
        f'<div style="border-left: 4px solid {colour}; padding: 2px 10px; margin: 6px 0;">'
        f'<div><strong style="color: {colour}">{mark} {record.points:g} of {record.part.points:g}, '
        f"{_TITLES[record.outcome]}:</strong> {html.escape(record.part.asks)}</div>"
    )
    return "".join([head, *(_detail_html(*detail) for detail in _details(record)), "</div>"])


def _detail_html(label: str, text: str, kind: str) -> str:
    body = html.escape(text)
    title = f"<em>{html.escape(label)}:</em> " if label else ""
    if kind == _HINT:
        name, _, hint = body.partition(". ")
        return f'<div style="{_HINT_STYLE}">{title}<strong>{name}.</strong> {hint}</div>'
    if kind == _CODE:
        title = f'<em style="min-width: 12em">{html.escape(label)}:</em>'
        return f'<div style="{_CODE_LINE}">{title}<pre style="{_CODE_STYLE}">{body}</pre></div>'
    return f'<div style="margin-top: 2px">{title}{body}</div>'


def _details(record: Record) -> list[tuple[str, str, str]]:
    """What is said below a test's first line: label, text, kind of text."""
    if record.outcome is Outcome.PASSED:
        return []
    if record.outcome is Outcome.GRADER_FAULT:
        return [("", _FAULT, _TEXT)]
    details = [("", shown(record.message, 800), _TEXT)]
    if record.misconception is not None:
        hint = f"{record.misconception.name}. {record.misconception.hint}"
        details.append(("This looks like", hint, _HINT))
    if record.example is not None:
        label = "Smallest input that fails" if "(" in record.example.asked else "Looked at"
        details.append((label, shown(record.example.asked, 1500), _CODE))
        if record.example.returned is not None:
            details.append(("Your code gave", shown(record.example.returned, 800), _CODE))
        if record.example.expected is not None:
            details.append(("It should give", shown(record.example.expected, 800), _CODE))
    return details


def summary_cell(by_cell: Mapping[str, Sequence[Record]]) -> NotebookNode:
    """Return a Markdown cell, for the top of the notebook, that says what to look at.

    Parameters
    ----------
    by_cell
        The records of each grade cell, in the notebook's order.
    """
    everything = [record for records in by_cell.values() for record in records]
    earned, most = _points(everything)
    lines = [f"**The automatic checks gave {earned:g} of {most:g} points.**", ""]
    for name, records in by_cell.items():
        failed = [record for record in records if record.outcome is not Outcome.PASSED]
        if failed:
            earned, most = _points(records)
            lines.append(f"- [`{name}`](#{name}), {earned:g} of {most:g}: {_gist(failed)}")
    return nbformat.v4.new_markdown_cell(
        "\n".join(lines), id="summary-of-the-checks", metadata={"editable": False}
    )


def _points(records: Iterable[Record]) -> tuple[float, float]:
    pairs = [(record.points, record.part.points) for record in records]
    return sum(earned for earned, _ in pairs), sum(most for _, most in pairs)


def _gist(failed: Sequence[Record]) -> str:
    """The misconceptions that were recognised, and the outcomes that say more than "wrong"."""
    names = [record.misconception.name for record in failed if record.misconception]
    others = [_TITLES[record.outcome] for record in failed if record.outcome is not Outcome.WRONG]
    return ", ".join(dict.fromkeys([*names, *others])) or _TITLES[Outcome.WRONG]


def note_cell(notes: Sequence[str]) -> NotebookNode:
    """Return a Markdown cell, for the top of the notebook, with what the student should know."""
    lines = [f"- {markdown(shown(note, 1000))}" for note in notes]
    text = "\n".join(["**About this hand-in**", "", *lines])
    return nbformat.v4.new_markdown_cell(text, id="about-this-hand-in", metadata={"editable": False})
