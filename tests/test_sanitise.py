"""What students hand in and print, rendered by the pages that show it, runs nothing in a browser."""

from __future__ import annotations

import base64
import unicodedata
from html.parser import HTMLParser
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from autograder import sanitise

MIB = 1 << 20
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()


class Page(HTMLParser):
    """Collects what a browser would run or load from the cells of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.dangers: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in (
            "script",
            "iframe",
            "object",
            "embed",
            "form",
            "input",
            "svg",
            "style",
            "link",
            "meta",
            "base",
        ):
            self.dangers.append(tag)
        for name, value in attributes:
            link = "".join(value.split()).lower() if value and name in ("href", "src") else ""
            if name.startswith("on") or link.startswith(("javascript:", "vbscript:", "data:text")):
                self.dangers.append(f"{tag} {name}={value}")


def dangers(*cells: NotebookNode) -> list[str]:
    """What is dangerous in a page with these cells, beyond what every page has."""
    exporter = HTMLExporter(template_name="basic")
    found = []
    for shown in ([], cells):
        page = Page()
        page.feed(exporter.from_notebook_node(nbformat.v4.new_notebook(cells=list(shown)))[0])
        found.append(page.dangers)
    return [danger for danger in found[1] if danger not in found[0]]


HOSTILE = [
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<ScRiPt src=//x>"),
    *("a <b onclick=x>b</b>", "<svg/onload=alert(1)>", "<!-- --><iframe src=x>", "<?php x ?><script>"),
    *("</div></div><form action=x><input>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))"),
    *("[x](javascript&colon;alert(1))", "<javascript:alert(1)>", "![x](javascript:alert(1))"),
    *("[x]: javascript:alert(1)\n\n[x]", "[x](data:text/html,<script>1</script>)"),
    *(r"[x](javascript\:alert(1))", "[x](<\tjavascript:alert(1)>)", "[x](\njavascript:alert(1))"),
    *("[x](&#x6a;avascript:1)", "[x]:\n javascript:alert(1)\n\n[x][]", "[a]: <javascript:1>\n\n![a]"),
    *("[![x](y)](javascript:alert(1))", '[x](http://a "\\" onclick=alert(1))'),
    *("![x](x\" onerror=\"alert(1))", "```html\n<script>1</script>\n```", "`<script>`"),
    *("    <script>1</script>", "$<script>1</script>$", "$$\n<img src=x onerror=1>\n$$", "<\x00script>1"),
    *("\\begin{align}<script>1</script>\\end{align}", "a|b\n-|-\n<script>1|2", "<\u202escript>x</script>"),
]  # fmt: skip


def test_the_page_parser_sees_dangers() -> None:
    assert dangers(nbformat.v4.new_markdown_cell("<img src=x onerror=alert(1)> <script>1</script>"))


@pytest.mark.parametrize("source", HOSTILE)
def test_no_markdown_runs_in_a_browser(source: str) -> None:
    places = (source, f"text {source}", f"> {source}", f"- {source}")
    texts = [nbformat.v4.new_markdown_cell(sanitise.markdown(text)) for text in places]
    assert dangers(*texts) == []


@pytest.mark.parametrize(
    "command",
    [
        *(r"\href{javascript:alert(1)}{x}", r"\class{x}{y}", r"\cssId{x}{y}", r"\style{position:fixed}{x}"),
        *(r"\require{action}", r"\unicode{65}", r'\mmlToken{mi}[href="javascript:alert(1)"]{x}'),
    ],
)
def test_mathematics_cannot_link_or_style(command: str) -> None:
    assert command.split("{")[0] not in sanitise.markdown(f"${command}$")


def test_raw_text_is_escaped() -> None:
    assert (
        sanitise.raw("<b onclick='x'>\x00&")
        == "&lt;b onclick=&#x27;x&#x27;&gt;\N{REPLACEMENT CHARACTER}&amp;"
    )


def test_honest_markdown_stays_readable() -> None:
    source = (
        "# Title\n\n**bold**, 3 < 4, `f(x)`, $\\frac{1}{2} \\alpha$, a[0]\n\n- [ü](https://example.org) 猫"
    )
    assert sanitise.markdown(source) == source


def test_control_and_direction_characters_are_shown_as_replaced() -> None:
    for code in range(0x3000):
        character = chr(code)
        hidden = unicodedata.category(character) == "Cc" and character not in "\t\n\r\x1b"
        turning = unicodedata.bidirectional(character) in (
            "LRE",
            "RLE",
            "LRO",
            "RLO",
            "PDF",
            "LRI",
            "RLI",
            "FSI",
            "PDI",
        )
        expected = (
            "\N{REPLACEMENT CHARACTER}" if hidden or turning or code in (0x61C, 0x200E, 0x200F) else character
        )
        assert sanitise.shown(character) == expected, hex(code)


def test_text_is_shortened_and_can_always_be_stored() -> None:
    assert sanitise.shown("x" * 100, 10) == "x" * 10 + "\n[shortened]"
    sanitise.shown("\ud800").encode()


def outputs(*items: Any, limit: int = MIB) -> list[NotebookNode]:
    kept = sanitise.safe_outputs(items, limit)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=kept)])
    nbformat.validate(notebook)
    nbformat.writes(notebook).encode()
    return kept


def test_honest_outputs_stay() -> None:
    kept = outputs(
        {"output_type": "stream", "name": "stdout", "text": "hello ü\n"},
        {"output_type": "execute_result", "data": {"text/plain": "2"}, "metadata": {}, "execution_count": 3},
        {"output_type": "display_data", "data": {"text/plain": "<Figure>", "image/png": PNG + "\n"}},
        {"output_type": "error", "ename": "E", "evalue": "why", "traceback": ["a", "b"]},
    )
    assert kept[0].text == "hello ü\n" and kept[1].data == {"text/plain": "2"}
    assert kept[2].data == {"text/plain": "<Figure>", "image/png": PNG}
    assert (kept[3].ename, kept[3].evalue, kept[3].traceback) == ("E", "why", ["a", "b"])


def test_no_output_can_be_taken_for_a_grade() -> None:
    (kept,) = outputs({"output_type": "execute_result", "data": {"text/plain": "20"}, "execution_count": 1})
    assert kept.output_type == "display_data"  # nbgrader reads grades from execute_result


def test_rich_outputs_are_kept_as_text_and_pictures_only() -> None:
    data = {
        "text/html": "<script>",
        "application/javascript": "x",
        "image/svg+xml": "<svg>",
        "text/markdown": "x",
    }
    latex = {"text/latex": "$x$", "application/vnd.jupyter.widget-view+json": {}, "image/gif": PNG}
    assert outputs({"output_type": "display_data", "data": data | latex}) == []
    (kept,) = outputs({"output_type": "display_data", "data": {**data, "text/plain": "x", "image/jpeg": PNG}})
    assert set(kept.data) == {"text/plain", "image/jpeg"}


@pytest.mark.parametrize(
    "picture", ['"><script>', "a", 3, None, ["x"], "ü" * 4, PNG + '" onerror="x', {"a": 1}]
)
def test_pictures_that_are_not_base64_are_dropped(picture: Any) -> None:
    assert outputs({"output_type": "display_data", "data": {"image/png": picture}}) == []


@pytest.mark.parametrize(
    "item",
    [
        *(
            None,
            3,
            "x",
            [],
            {},
            {"output_type": []},
            {"output_type": "script"},
            {"output_type": "update_display_data"},
        ),
        *(
            {"output_type": "stream", "name": "stdin", "text": "x"},
            {"output_type": "stream", "name": ["stdout"]},
        ),
        *(
            {"output_type": "stream", "name": "stdout", "text": {"x": 1}},
            {"output_type": "display_data", "data": "x"},
        ),
        *(
            {"output_type": "display_data", "data": {"text/plain": ["x"], 3: 4}},
            {"output_type": "display_data"},
        ),
    ],
    ids=repr,
)
def test_malformed_outputs_are_dropped(item: Any) -> None:
    assert outputs(item) == []


@pytest.mark.parametrize(
    "part", [None, 3, {"a": 1}, ["\ud800", None, 7], "x\0" * 10**5, ["x" * 10**6] * 1000]
)
def test_malformed_errors_are_mended(part: Any) -> None:
    (kept,) = outputs({"output_type": "error", "ename": part, "evalue": part, "traceback": part})
    assert len(str(kept)) < 200_000


def test_output_is_limited_and_says_so() -> None:
    line = {"output_type": "stream", "name": "stdout", "text": "x" * 1000}
    many = outputs(*[line] * 5000, limit=10**9)
    large = outputs(*[line] * 5000, limit=20_000)
    assert len(many) < 300 and len(large) < 25
    assert "left out" in many[-1].text and "left out" in large[-1].text


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\x1b[31m<img src=x onerror=1>\x1b[0m", "<a href=x>"]
)
def test_printed_html_is_shown_as_text(text: str) -> None:
    error = {"output_type": "error", "ename": text, "evalue": text, "traceback": [text]}
    stream = {"output_type": "stream", "name": "stderr", "text": text}
    kept = outputs(error, stream, {"output_type": "display_data", "data": {"text/plain": text}})
    assert dangers(nbformat.v4.new_code_cell(text, outputs=[*kept, sanitise.stopped(text)])) == []
