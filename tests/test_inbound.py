"""The names of hand-ins in the exchange."""

from __future__ import annotations

from datetime import datetime

import pytest

from autograder.inbound import Inbound, parse

NOON = datetime(2026, 11, 25, 12)


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("ada+ps1+2026-11-25 12:00:00.000000 UTC+q-1_Z", "ada"),
        ("ada+ps1+2026-11-25 12:00:00 UTC", "ada"),
        ("ada+ps1+2026-11-25 13:00:00 Europe/Berlin+x", "ada"),
        ("a+d+a+ps1+2026-11-25 12:00:00 UTC+x", "a+d+a"),
        ("a+b+ps1+2026-11-25 12:00:00 UTC", "a+b"),
    ],
)
def test_who_handed_in_what_and_when(name: str, student: str) -> None:
    assert parse(name) == Inbound(name, student, "ps1", NOON)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "ada",
        "ada+ps1",
        "ada+ps1+today",
        "+ps1+2026-11-25 12:00 UTC",
        "a++2026-11-25 12:00 UTC",
        "a+b+c+d",
    ],
)
def test_other_names_are_no_hand_ins(name: str) -> None:
    assert parse(name) is None


def test_the_latest_is_the_latest_of_those_that_are_not_from_the_future() -> None:
    hours = [parse(f"ada+ps1+2026-11-25 {hour}:00:00 UTC") for hour in ("09", "11", "15")]
    ordered = sorted(filter(None, hours), key=lambda one: one.order(NOON))
    assert [one.stamp.hour for one in ordered] == [15, 9, 11]
