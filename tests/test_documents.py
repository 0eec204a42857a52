"""Requests between the page and the worker: their form is checked, whatever comes."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from leaderboard import documents
from leaderboard.documents import check_request, team_key, write_request

LABEL = {
    "kind": "label",
    "by": "ada",
    "at": "now",
    "image": "00ff",
    "status": "wrong",
    "label": 3,
    "why": "it is Ada",
}
GOOD: list[dict[str, Any]] = [
    {"kind": "freeze", "by": "ada", "at": "now"},
    {"kind": "rescore", "by": "ada", "at": "now"},
    LABEL,
    {**LABEL, "status": "ok", "label": None},
    {"kind": "finals", "by": "ada", "at": "now", "team": "\u202e<b>", "entries": []},
    {"kind": "finals", "by": "ada", "at": "now", "team": "kernel", "entries": ["a", "b"]},
]


@pytest.mark.parametrize("request_", GOOD, ids=lambda one: one["kind"])
def test_requests_of_the_right_form_pass_and_are_written(request_: dict[str, Any], tmp_path: Path) -> None:
    assert check_request(request_) == request_
    (tmp_path / documents.REQUESTS).mkdir()
    path = write_request(tmp_path, request_)  # type: ignore[arg-type]
    assert json.loads(path.read_bytes()) == request_
    assert stat.S_IMODE(path.stat().st_mode) == documents.REQUEST_MODE


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ([], "no JSON object"),
        ({"kind": ["freeze"]}, "kind"),
        ({"kind": "shutdown", "by": "a", "at": "b"}, "kind"),
        ({"kind": "freeze", "by": "a"}, "has the fields"),
        ({"kind": "freeze", "by": "a", "at": "b", "more": 1}, "has the fields"),
        ({"kind": "freeze", "by": 1, "at": "b"}, "by has another type"),
        ({**LABEL, "label": True}, "label has another type"),
        ({**LABEL, "label": None}, "new label"),
        ({**LABEL, "status": "ok"}, "new label"),
        ({**LABEL, "status": "gone", "label": None}, "status"),
        ({**LABEL, "why": "x" * 501}, "longer"),
        ({"kind": "finals", "by": "a", "at": "b", "team": "t", "entries": ["a", "b", "c"]}, "at most 2"),
        ({"kind": "finals", "by": "a", "at": "b", "team": "t", "entries": ["a", "a"]}, "twice"),
        ({"kind": "finals", "by": "a", "at": "b", "team": "t", "entries": [1]}, "at most 2"),
    ],
)
def test_others_are_refused_without_repeating_them(request_: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        check_request(request_)


def test_a_request_that_is_too_large_is_not_written(tmp_path: Path) -> None:
    (tmp_path / documents.REQUESTS).mkdir()
    with pytest.raises(ValueError, match="larger"):
        write_request(tmp_path, {**GOOD[4], "team": "x" * 20_000})  # type: ignore[typeddict-item]
    assert not list((tmp_path / documents.REQUESTS).iterdir())


@pytest.mark.parametrize("team", ["", "../../etc", "a" * 10_000, "\ud800", "\0"])
def test_a_key_is_the_name_of_a_file_whatever_the_team_is_called(team: str) -> None:
    assert len(team_key(team)) == 32 and team_key(team).isalnum()
    assert team_key(team) != team_key(team + "x")
