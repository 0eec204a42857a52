"""What a student handed in or printed, made harmless to show.

All of it is hostile: text is shortened and stripped of control and direction characters, rich outputs
are kept as plain text and pictures only, and Markdown loses its HTML, since feedback pages and the
formgrader show the rest as it is.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterable
from typing import Any

import nbformat
from nbformat import NotebookNode

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
# What begins a link's or picture's target that is no web page: nbconvert makes links of any scheme.
_LINKS = re.compile(r"\](?=[(:](?!\s*https?://))")
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_IMAGES = ("image/png", "image/jpeg")
_MAX_TEXT = 20_000
_MAX_OUTPUTS = 200
_MATH_COMMANDS = re.compile(r"\\(href|class|cssId|style|require|unicode|mmlToken)\b")


def shown(text: str, length: int = _MAX_TEXT) -> str:
    """Text from a stranger without control and direction characters, shortened."""
    text = _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text.encode("utf-8", "replace").decode("utf-8"))
    return text if len(text) <= length else f"{text[:length]}\n[shortened]"


def printable(text: str) -> str:
    """Replace what a terminal would obey rather than show; names of folders come from students."""
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def no_formula(text: str) -> str:
    """Precede what a spreadsheet would take for a formula by an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def markdown(source: str) -> str:
    """A student's Markdown without HTML, without links but to web pages, and without such mathematics."""
    source = re.sub(r"<(?=[A-Za-z/!?])", "&lt;", shown(source, 200_000))
    source = _LINKS.sub("]\N{ZERO WIDTH SPACE}", source)
    return _MATH_COMMANDS.sub(r"\\text{\1}", source)


def raw(source: str) -> str:
    """A student's raw cell, which a page would take for HTML."""
    return html.escape(shown(source, 200_000))


def safe_outputs(outputs: Iterable[Any], output_bytes: int) -> list[NotebookNode]:
    """Return a student's outputs with only what is well-formed and harmless.

    Parameters
    ----------
    outputs
        As they came from the sandbox: anything.
    output_bytes
        Most that is kept, in bytes.
    """
    kept: list[NotebookNode] = []
    left = output_bytes
    for output in outputs:
        node = _safe_output(output) if isinstance(output, dict) else None
        if node is None:
            continue
        left -= len(str(node))
        if left < 0 or len(kept) >= _MAX_OUTPUTS:
            kept.append(nbformat.v4.new_output("stream", name="stderr", text="[more output was left out]\n"))
            break
        kept.append(node)
    return kept


def stopped(message: str) -> NotebookNode:
    """The output of a cell that was stopped, or that ended the notebook's process."""
    return nbformat.v4.new_output("stream", name="stderr", text=f"{shown(message, 1000)}\n")


def _safe_output(output: dict[Any, Any]) -> NotebookNode | None:
    kind = output.get("output_type")
    if (
        kind == "stream"
        and output.get("name") in ("stdout", "stderr")
        and isinstance(output.get("text"), str)
    ):
        return nbformat.v4.new_output("stream", name=output["name"], text=shown(output["text"]))
    if kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
        data = _safe_data(output["data"])
        return nbformat.v4.new_output("display_data", data=data) if data else None
    if kind == "error":
        lines = output.get("traceback")
        texts = (
            [shown(line, 2000) for line in lines[:40] if isinstance(line, str)]
            if isinstance(lines, list)
            else []
        )
        name, value = (
            shown(x, 500) if isinstance(x := output.get(k), str) else "" for k in ("ename", "evalue")
        )
        return nbformat.v4.new_output("error", ename=name, evalue=value, traceback=texts)
    return None


def _safe_data(data: dict[Any, Any]) -> dict[str, str]:
    kept: dict[str, str] = {}
    if isinstance(data.get("text/plain"), str):
        kept["text/plain"] = shown(data["text/plain"])
    for kind in _IMAGES:
        value = data.get(kind)
        if isinstance(value, str):
            try:
                image = base64.b64decode("".join(value.split()), validate=True)
            except (binascii.Error, ValueError):
                continue
            kept[kind] = base64.b64encode(image).decode("ascii")
    return kept
