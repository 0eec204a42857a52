"""The documents between the two processes of the leaderboard: what the worker publishes, what the page asks.

The worker knows the labels and computes everything. The page's process reads only what lies in the published
folder, and writes only files into its folder of requests. Both use these types and names::

    board.json        what everybody in the course may see, but for the rows' keys; written last
    teams/KEY.json    what the members of one team may see; KEY is `team_key` of the team's name
    instructor.json   what instructors see besides
    worker.json       why the worker cannot publish at present, for instructors; else it is not there
    images/ID.png     the disputed images, for instructors only
    requests/*.json   what is asked of the worker, which deletes each when it is done

A key is no secret: whoever knows a team's name can compute it. Where names are shown as pseudonyms, keys
must not reach students. All times are ISO 8601 in UTC.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypedDict, cast

from autograder.files import replaced

BOARD, INSTRUCTOR, WORKER = "board.json", "instructor.json", "worker.json"
TEAMS, IMAGES, REQUESTS = "teams", "images", "requests"
MOST_FINALS = 2
MOST_WORDS = 500  # characters of a reason that an instructor gives
REQUEST_BYTES = 16_384
REQUEST_MODE = 0o640  # the folder has the group that page and worker share

RowKind = Literal["team", "chance", "baseline", "instructor"]
State = Literal["open", "frozen"]
Half = Literal["public", "private"]
EntryStatus = Literal["released", "unchanged", "failed", "over the cap", "after the freeze"]
LabelStatus = Literal["ok", "ambiguous", "wrong"]

LABEL_STATUSES: tuple[LabelStatus, ...] = ("ok", "ambiguous", "wrong")


class Row(TypedDict):
    """One row of the board.

    ``place`` counts from 1, equal accuracies share it; ``best`` and ``worst`` bound the 95 % set of ranks.
    Rows that are not ranked (any kind but ``"team"``) have None there. ``released`` is when the shown entry
    was handed in. ``p_above`` is McNemar's exact p against the team above. ``recall`` (one share a
    person, None for a person without images) is None before the freeze.
    """

    kind: RowKind
    key: str
    name: str
    place: int | None
    best: int | None
    worst: int | None
    accuracy: float
    low: float
    high: float
    log_loss: float
    macro_f1: float
    calibration_error: float
    model_bytes: int | None
    seconds: float | None
    entries: int
    released: str | None
    p_above: float | None
    recall: list[float | None] | None


class BoardDocument(TypedDict):
    """``board.json``: the rows in the order of the board, and what they are about.

    ``version`` grows with every publication that changes anything, in any of the documents. ``images`` is
    the number of images that are scored: those of the half, without ambiguous ones. ``time_zone`` is the
    course's, whose days the cap counts; ``cap`` is the number of entries of a team and day.
    """

    version: int
    made: str
    course: str
    assignment: str
    state: State
    frozen_at: str | None
    snapshot: str | None
    half: Half
    images: int
    confidence: float
    ceiling: float | None
    people: list[str]
    cap: int
    time_zone: str
    pseudonyms: bool
    rows: list[Row]


class HistoryItem(TypedDict):
    """One hand-in of a team.

    ``accuracy`` is its own, of released entries only; ``shown`` the team's after it. ``number`` counts the
    team's hand-ins from 1; ``message`` is for people; ``by`` is who handed in.
    """

    id: str
    number: int
    handed_in: str
    by: str
    status: EntryStatus
    message: str
    accuracy: float | None
    shown: float | None


class Above(TypedDict):
    """The team against the one above it: images only it has right, images only the other has, exact p."""

    name: str
    gained: int
    lost: int
    p: float


class TeamDocument(TypedDict):
    """``teams/KEY.json``. ``left`` entries still count today; the next one counts from ``next`` on.

    ``next`` is None where an entry counts now, and after the freeze. ``confusion`` (labels in rows, of the
    shown entry) is None before the freeze. ``finals`` are ids of entries.
    """

    team: str
    name: str
    key: str
    members: list[str]
    history: list[HistoryItem]
    confusion: list[list[int]] | None
    cap: int
    left: int
    next: str | None
    finals: list[str]
    default_final: str | None
    above: Above | None


class PrivateScore(TypedDict):
    """The accuracy of a team's final entry on the private half, with its interval."""

    accuracy: float
    low: float
    high: float


class Dispute(TypedDict):
    """An image whose label confident entries contradict; ``teams`` of ``of`` agree on ``suggested``.

    ``label`` is as scored now; status, ``who`` and ``why`` are the latest decision's. ``decided`` says
    whether that is not applied yet (a request ``rescore`` does it). ``quality`` is the mean probability of
    the label, 0 to 1: low is bad.
    """

    id: str
    half: Half
    label: int
    suggested: int
    teams: int
    of: int
    quality: float
    status: LabelStatus
    who: str | None
    why: str | None
    decided: bool


class Shift(TypedDict):
    """A team from the public to the private half.

    ``public`` is what the board showed; ``expected`` is the private accuracy that one had to expect, from
    regression to the mean and ``expected_drop``.
    """

    key: str
    name: str
    public: float
    private: float
    expected: float
    public_place: int
    private_place: int


class ShakeUp(TypedDict):
    """From the public half to the private one: how much of the changes is to be expected by chance.

    ``drop`` is the mean of public less private accuracy. ``expected_drop``, with 95 % of its values from
    ``expected_low`` to ``expected_high``, is what chance alone gives: the mean over random splits of the same
    images into two halves, the Ladder played anew on one of them. ``rank_correlation`` is Kendall's tau-b,
    None where it is not defined; ``expected_correlation`` its mean over the same splits.
    """

    teams: list[Shift]
    drop: float
    expected_drop: float
    expected_low: float
    expected_high: float
    rank_correlation: float | None
    expected_correlation: float | None


class FailedEntry(TypedDict):
    """A hand-in that gave no entry."""

    team: str
    student: str
    handed_in: str
    reason: str


class InstructorDocument(TypedDict):
    """``instructor.json``. ``private`` and ``shake_up`` are there after the freeze only.

    ``labels_pending`` decisions wait for a request ``rescore``; ``untrained`` names models for comparison
    that the board lacks.
    """

    real_names: dict[str, str]
    private: dict[str, PrivateScore]
    disputes: list[Dispute]
    labels_version: int
    labels_pending: int
    shake_up: ShakeUp | None
    failed: list[FailedEntry]
    problems: list[str]
    untrained: list[str]


class WorkerDocument(TypedDict):
    """``worker.json``: what the worker waits for, and since when."""

    waits: str
    since: str


class FreezeRequest(TypedDict):
    """Freeze the board: look at the private half, once."""

    kind: Literal["freeze"]
    by: str
    at: str


class LabelRequest(TypedDict):
    """Decide about a label. ``label`` is the right one where the status is ``"wrong"``, else None."""

    kind: Literal["label"]
    by: str
    at: str
    image: str
    status: LabelStatus
    label: int | None
    why: str


class RescoreRequest(TypedDict):
    """Apply all decisions about labels as one new version, and score everything again."""

    kind: Literal["rescore"]
    by: str
    at: str


class FinalsRequest(TypedDict):
    """Name the entries of a team for the final: none (the default), one or two released ones."""

    kind: Literal["finals"]
    by: str
    at: str
    team: str
    entries: list[str]


Request: TypeAlias = FreezeRequest | LabelRequest | RescoreRequest | FinalsRequest

_FIELDS: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "freeze": {},
    "rescore": {},
    "label": {"image": str, "status": str, "label": (int, type(None)), "why": str},
    "finals": {"team": str, "entries": list},
}


def team_key(team: str) -> str:
    """Return the name of a team's file, and of its row, from the team's real name."""
    return hashlib.sha256(team.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def team_file(published: Path, team: str) -> Path:
    """Return the path of a team's document; it need not exist."""
    return published / TEAMS / f"{team_key(team)}.json"


def now() -> str:
    """Return the present time as documents have it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def check_request(document: object) -> Request:
    """Check the form of a request, whatever it is; what it names need not exist.

    Raises
    ------
    ValueError
        Says what is wrong, without repeating what it was given.
    """
    if not isinstance(document, dict):
        raise ValueError("it is no JSON object")
    kind = document.get("kind")
    if not isinstance(kind, str) or kind not in _FIELDS:
        raise ValueError(f"its kind is none of {', '.join(_FIELDS)}")
    fields = {"kind": str, "by": str, "at": str, **_FIELDS[kind]}
    if document.keys() != fields.keys():
        raise ValueError(f"a {kind} request has the fields {', '.join(fields)}")
    for name, wanted in fields.items():
        if not isinstance(document[name], wanted) or isinstance(document[name], bool):
            raise ValueError(f"its field {name} has another type")
    if kind == "label":
        _check_label(document)
    if kind == "finals":
        entries = document["entries"]
        if len(entries) > MOST_FINALS or not all(isinstance(entry, str) for entry in entries):
            raise ValueError(f"at most {MOST_FINALS} entries can be named")
        if len(set(entries)) < len(entries):
            raise ValueError("it names an entry twice")
    return cast(Request, document)


def _check_label(document: Mapping[str, Any]) -> None:
    if document["status"] not in LABEL_STATUSES:
        raise ValueError(f"the status of a label is none of {', '.join(LABEL_STATUSES)}")
    if (document["status"] == "wrong") != (document["label"] is not None):
        raise ValueError("a new label belongs to the status 'wrong', and to no other")
    if len(document["why"]) > MOST_WORDS:
        raise ValueError(f"its reason is longer than {MOST_WORDS} characters")


def write_request(published: Path, request: Request) -> Path:
    """Leave a request for the worker; the page's side of it.

    Raises
    ------
    ValueError
        When the request has not the right form, or is too large.
    OSError
        When it cannot be written.
    """
    content = json.dumps(check_request(dict(request)), ensure_ascii=True).encode("ascii")
    if len(content) > REQUEST_BYTES:
        raise ValueError(f"it is larger than {REQUEST_BYTES} bytes")
    # names sort by time, so that the worker takes requests in the order in which they were made
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{os.getpid()}-{secrets.token_hex(4)}.json"
    path = published / REQUESTS / name
    with replaced(path, mode=REQUEST_MODE) as file:
        file.write(content)
    return path
