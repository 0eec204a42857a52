"""Numbers and times of the board as people read them; what is missing or no number is a dash."""

from __future__ import annotations

import math
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MISSING = "–"
_SPACE = "\N{NARROW NO-BREAK SPACE}"


def known(value: float | None) -> bool:
    """Whether there is a number to show."""
    return isinstance(value, (int, float)) and math.isfinite(value)


def percent(value: float | None, *, unit: bool = True) -> str:
    """Return a share in percent, with one decimal."""
    if value is None or not known(value):
        return MISSING
    return f"{100 * value:z.1f}{_SPACE}%" if unit else f"{100 * value:z.1f}"


def decimal(value: float | None) -> str:
    """Return a number with three decimals."""
    return f"{value:.3f}" if value is not None and known(value) else MISSING


def size(value: float | None) -> str:
    """Return a number of bytes in kB or MB."""
    if value is None or not known(value):
        return MISSING
    if value < 999_500:
        return f"{value / 1e3:.0f}{_SPACE}kB"
    return f"{value / 1e6:.1f}{_SPACE}MB" if value < 99_950_000 else f"{value / 1e6:.0f}{_SPACE}MB"


def seconds(value: float | None) -> str:
    """Return a time span in seconds."""
    return f"{value:.1f}{_SPACE}s" if value is not None and known(value) else MISSING


def p_value(value: float | None) -> str:
    """Return a p value, with two decimals where that tells enough."""
    if value is None or not known(value):
        return MISSING
    if value < 0.001:
        return "< .001"
    return "1" if value >= 0.995 else f"{value:.3f}"[1:] if value < 0.095 else f"{value:.2f}"[1:]


def ranks(best: int | None, worst: int | None) -> str:
    """Return a set of ranks: ``1–4``, or one rank."""
    if best is None or worst is None:
        return MISSING
    return str(best) if best == worst else f"{best}–{worst}"


def zone(name: str) -> tzinfo:
    """Return a time zone by its name, UTC where nobody knows it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def moment(text: str | None) -> datetime | None:
    """Return the time that a document states; None where it states none."""
    try:
        time = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return time if time is None or time.tzinfo else time.replace(tzinfo=UTC)


def when(text: str | None, where: tzinfo) -> str:
    """Return a time as in ``Tue 24 Nov, 14:32``."""
    time = moment(text)
    return f"{time.astimezone(where):%a %-d %b, %H:%M}" if time else MISSING


def short(text: str | None, where: tzinfo) -> str:
    """Return a time as in ``24 Nov 14:32``."""
    time = moment(text)
    return f"{time.astimezone(where):%-d %b %H:%M}" if time else MISSING
