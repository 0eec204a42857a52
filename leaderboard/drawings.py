"""The pictures of the page, as SVG inside it: intervals of accuracy, and a team's history.

How they look is up to the style sheet, by classes: the page's policy allows no style of its own in them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from leaderboard.documents import HistoryItem
from leaderboard.figures import known, percent

WIDTH, HEIGHT = 210, 26
_EDGE = 11  # room for a dot at either end
_NAMED = {
    "released": "released",
    "unchanged": "score unchanged",
    "failed": "failed",
    "over the cap": "over the cap",
    "after the freeze": "after the freeze",
}


@dataclass(frozen=True)
class Axis:
    """A scale of accuracies from ``low`` to ``high``, both whole tenths."""

    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float | None]) -> Axis:
        """Return the shortest scale of whole tenths that holds all values."""
        finite = [value for value in values if value is not None and known(value)]
        low = math.floor(10 * min(finite, default=0.0) + 1e-9) / 10
        high = math.ceil(10 * max(finite, default=1.0) - 1e-9) / 10
        return cls(max(0.0, min(low, 0.9)), min(1.0, max(high, low + 0.1)))

    @property
    def ticks(self) -> list[float]:
        """Round values along the scale, at most six."""
        step = next(step for step in (0.1, 0.2, 0.5) if (self.high - self.low) / step < 5.5)
        first = math.ceil(self.low / step - 1e-9)
        return [tick * step for tick in range(first, math.floor(self.high / step + 1e-9) + 1)]

    def place(self, value: float, width: float = WIDTH) -> float:
        """Return where a value lies between 0 and ``width``, with room at both ends."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(_EDGE + share * (width - 2 * _EDGE), 1)


def scale(axis: Axis, ceiling: float | None) -> Markup:
    """Return the numbers of the scale, to stand above a column of intervals, and the lines they all share."""
    labels = "".join(
        f'<text x="{axis.place(tick)}" y="11" text-anchor="middle">{100 * tick:.0f}</text>'
        for tick in axis.ticks
    )
    lines = "".join(_upright("grid", axis.place(tick)) for tick in axis.ticks)
    if ceiling is not None and known(ceiling) and axis.low <= ceiling <= axis.high:
        lines += _upright("ceiling", axis.place(ceiling))
    box = f'viewBox="0 0 {WIDTH} 14" width="{WIDTH}" height="14"'
    return Markup(
        f'<svg class="scale" {box} aria-hidden="true"><defs><g id="lines">{lines}</g></defs>{labels}</svg>'
    )


def _upright(kind: str, place: float) -> str:
    return f'<line class="{kind}" x1="{place}" x2="{place}" y1="0" y2="{HEIGHT}"/>'


def interval(accuracy: float, low: float, high: float, axis: Axis) -> Markup:
    """Return an accuracy with its interval, on the lines of the `scale` of the same page.

    The numbers stand beside it in the row, so that nothing of it is read aloud twice.
    """
    middle = HEIGHT // 2
    drawn = ""
    if not known(accuracy) or not axis.low <= accuracy <= axis.high:
        drawn = f'<path class="beyond" d="M{_EDGE + 5} {middle - 4}l-5 4l5 4"/>'
    elif known(low) and known(high):
        left, right = axis.place(low), axis.place(high)
        length = round(max(right - left, 1), 1)
        drawn = f'<rect class="band" x="{left}" y="{middle - 4}" width="{length}" height="8" rx="4"/>'
        drawn += f'<circle class="dot" cx="{axis.place(accuracy)}" cy="{middle}" r="4.5"/>'
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return Markup(f'<svg class="interval" {box} aria-hidden="true"><use href="#lines"/>{drawn}</svg>')


@dataclass(frozen=True)
class _Plane:
    """Where hand-ins and accuracies lie in the picture of a history."""

    axis: Axis
    count: int
    width: int = 760
    height: int = 250
    left: int = 44
    top: int = 20
    bottom: int = 34

    @property
    def floor(self) -> int:
        return self.height - self.bottom

    def x(self, number: int) -> float:
        if self.count == 1:
            return (self.left + self.width) / 2
        return round(self.left + 12 + number * (self.width - self.left - 32) / (self.count - 1), 1)

    def y(self, value: float) -> float:
        share = (min(max(value, self.axis.low), self.axis.high) - self.axis.low) / (
            self.axis.high - self.axis.low
        )
        return round(self.floor - share * (self.floor - self.top), 1)


def bar(share: float | None) -> Markup:
    """Return a share as a bar; the number stands beside it."""
    length = round(100 * min(max(share, 0.0), 1.0), 1) if share is not None and known(share) else 0
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="all" width="100" height="10"/><rect class="part" width="{length}" height="10"/></svg>'
    )


def history(items: Sequence[HistoryItem], ceiling: float | None = None) -> Markup:
    """Return a team's hand-ins from left to right, and its score on the board after each.

    Parameters
    ----------
    items
        The team's hand-ins, the earliest first.
    ceiling
        The accuracy that label noise leaves within reach; None: not shown.
    """
    ceiling = ceiling if ceiling is not None and known(ceiling) else None
    plane = _Plane(Axis.of([0.125, ceiling, *(item["shown"] for item in items)]), len(items))
    parts = [*_frame(plane, ceiling), _steps(plane, items)]
    every = max(1, math.ceil(len(items) / 20))
    for number, item in enumerate(items):
        if number % every == 0:
            place = f'x="{plane.x(number)}" y="{plane.height - 12}"'
            parts.append(f'<text {place} text-anchor="middle">{int(item["number"])}</text>')
        parts.append(_mark(plane, number, item))
    return Markup(
        f'<svg class="history" viewBox="0 0 {plane.width} {plane.height}" role="img" '
        f'aria-labelledby="history-told"><title id="history-told">{_summary(items)}</title>'
        f"{''.join(parts)}</svg>"
    )


def _frame(plane: _Plane, ceiling: float | None) -> Iterator[str]:
    """The grid with its numbers, and the ceiling."""
    across = f'x1="{plane.left}" x2="{plane.width}"'
    for tick in plane.axis.ticks:
        y = plane.y(tick)
        yield f'<line class="grid" {across} y1="{y}" y2="{y}"/>'
        yield f'<text x="{plane.left - 8}" y="{y + 4}" text-anchor="end">{100 * tick:.0f}</text>'
    if ceiling is not None:
        y = plane.y(ceiling)
        yield f'<line class="ceiling" {across} y1="{y}" y2="{y}"/>'
        yield f'<text x="{plane.width}" y="{y - 6}" text-anchor="end">approximate ceiling</text>'


def _steps(plane: _Plane, items: Sequence[HistoryItem]) -> str:
    """The score on the board as a line with steps: it stays until something better is released."""
    path = ""
    for number, item in enumerate(items):
        if item["shown"] is not None and known(item["shown"]):
            x, y = plane.x(number), plane.y(item["shown"])
            path += f"H{x}V{y}" if path else f"M{x} {y}"
    return f'<path class="line" d="{path}"/>'


def _mark(plane: _Plane, number: int, item: HistoryItem) -> str:
    """What became of one hand-in, told by its shape."""
    x, shown, floor = plane.x(number), item["shown"], plane.floor
    title = f"<title>{_told(item)}</title>"
    if item["status"] in ("released", "unchanged") and shown is not None and known(shown):
        radius = 5.5 if item["status"] == "released" else 4.5
        return (
            f'<circle class="{item["status"]}" cx="{x}" cy="{plane.y(shown)}" r="{radius}">{title}</circle>'
        )
    if item["status"] == "failed":
        return f'<path class="failed" d="M{x - 4} {floor - 12}l8 8m-8 0l8 -8">{title}</path>'
    return f'<path class="capped" d="M{x - 5} {floor - 8}h10">{title}</path>'


def _told(item: HistoryItem) -> str:
    score = f", {percent(item['shown'])} on the board" if item["shown"] is not None else ""
    return f"Hand-in {int(item['number'])}: {_NAMED.get(item['status'], '')}{score}"


def _summary(items: Sequence[HistoryItem]) -> str:
    released = sum(item["status"] == "released" for item in items)
    now = percent(items[-1]["shown"] if items else None)
    return (
        f"{len(items)} hand-ins, {released} of them released; the score on the board is now {now}. "
        "The table below says the same."
    )
