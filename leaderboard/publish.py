"""Writes the documents that the page shows; see `leaderboard.documents`."""

from __future__ import annotations

import dataclasses
import functools
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from autograder.teams import TeamsUnreadable
from leaderboard import board, labels, names, rows, scoring, shakeup
from leaderboard.course import Course
from leaderboard.documents import (
    BOARD,
    IMAGES,
    INSTRUCTOR,
    TEAMS,
    Above,
    BoardDocument,
    Dispute,
    FailedEntry,
    Half,
    HistoryItem,
    InstructorDocument,
    PrivateScore,
    TeamDocument,
    now,
    team_key,
)
from leaderboard.facts import Facts, Images
from leaderboard.folder import PublishedFolder, json_bytes
from leaderboard.labels import Opinion
from leaderboard.replay import allowance, replay
from leaderboard.rulings import Freeze

_MAGNIFIED = 4


@dataclass(frozen=True)
class State:
    """A course's leaderboard as it is now, computed once: what all documents and exports are made from."""

    course: Course
    present: Images  # with the latest version of the labels
    live: Facts  # with all entries, also those after the freeze
    base: Facts  # what the board is computed from
    frozen: Freeze | None
    board: pd.DataFrame
    history: pd.DataFrame
    opinions: list[Opinion]
    shown: Mapping[str, str]  # names of all teams, by real name
    rosters: Mapping[str, tuple[str, ...]]  # members of all teams
    histories: Mapping[str, pd.DataFrame]
    accuracies: Mapping[str, float]  # of released entries, on the public half
    above: Mapping[str, Above]

    @property
    def is_frozen(self) -> bool:
        """Whether the final board is shown."""
        return self.frozen is not None

    @property
    def half(self) -> Half:
        """Which half of the images the board is about."""
        return "private" if self.is_frozen else "public"

    @functools.cached_property
    def ceiling(self) -> float | None:
        """About how much can be reached, since some labels are wrong; None where nothing tells."""
        decisions = self.course.rulings.decisions()
        found = labels.ceiling(self.base.images, self.half, self.opinions, decisions)
        return None if found is None else round(found, 4)


def disputes(course: Course) -> list[Dispute]:
    """Return all images whose label is doubtful, or that somebody has decided about."""
    return _disputes(state_of(course))


def state_of(course: Course) -> State:
    """Compute a course's leaderboard as it is now."""
    live = course.facts()
    present = live.images
    frozen = course.frozen()
    base = frozen[1] if frozen else live
    if frozen:  # labels that were changed since count only once it is frozen again
        live = dataclasses.replace(live, images=base.images, rules=base.rules, last_turn=base.last_turn)
    history = replay(live)
    frame = board.compute(base, "private" if frozen else "public", None if frozen else history)
    leaders = history[history["is_team"]].groupby("team", sort=True)["leader"].last().dropna()
    probabilities = live.probabilities(list(leaders)) if len(leaders) else None
    opinions = [] if probabilities is None else labels.opinions(probabilities, present.labels)
    rosters = _rosters(course, history)
    return State(
        course,
        present,
        live,
        base,
        frozen[0] if frozen else None,
        frame,
        history,
        opinions,
        names.shown(rosters, live),
        rosters,
        dict(list(history.groupby("team", sort=False))),
        _accuracies(live, history),
        _above(frame),
    )


def picture(course: Course, uid: str) -> bytes:
    """Return a held-out image as PNG, magnified."""
    pixels = course.faces.images[course.faces.ids.index(uid)]
    image = Image.fromarray(pixels)
    file = io.BytesIO()
    size = (image.width * _MAGNIFIED, image.height * _MAGNIFIED)
    image.resize(size, Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()


def publish(course: Course, at: datetime | None = None) -> int:
    """Write all documents that have changed.

    Parameters
    ----------
    course
        The course.
    at
        The time for which it is told how many entries are left; by default now.

    Returns
    -------
    int
        The version that is published; it grows where anything has changed.
    """
    state = state_of(course)
    place = PublishedFolder(course.settings)
    place.make()
    team_documents = {
        f"{TEAMS}/{team_key(team)}.json": json_bytes(_team(state, team, at or datetime.now(UTC)))
        for team in state.rosters
    }
    doubtful = _disputes(state)
    pictures = {f"{IMAGES}/{one['id']}.png": picture(course, one["id"]) for one in doubtful}
    instructor = {INSTRUCTOR: json_bytes(_instructor(state, doubtful))}
    changed = [
        place.write(name, content) for name, content in {**team_documents, **pictures, **instructor}.items()
    ]
    changed += [place.clear(TEAMS, team_documents), place.clear(IMAGES, pictures)]
    before = _previous(place.path / BOARD)
    document = board_document(state)
    same = {**document, "version": before.get("version"), "made": before.get("made")}
    if any(changed) or same != before:
        version = before.get("version")
        document["version"] = (version if isinstance(version, int) else 0) + 1
        place.write(BOARD, json_bytes(document))
        return document["version"]
    return int(before["version"])


def _rosters(course: Course, history: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """All teams that handed in or could, with their members."""
    found: dict[str, set[str]] = {}
    for team, student in zip(history["team"], history["student"], strict=True):
        found.setdefault(team, set()).add(student)
    try:
        for team in course.settings.teams.roster.teams.values():
            found.setdefault(team.name, set()).update(team.members)
    except TeamsUnreadable as error:
        course.rulings.tell(str(error))
    return {team: tuple(sorted(members)) for team, members in found.items()}


def board_document(state: State) -> BoardDocument:
    """Return what everybody may see; the version is that of no publication."""
    facts, half = state.base, state.half
    return BoardDocument(
        version=0,
        made=now(),
        course=facts.rules.course,
        assignment=facts.rules.assignment,
        state="frozen" if state.is_frozen else "open",
        frozen_at=state.frozen.at if state.frozen else None,
        snapshot=state.frozen.digest if state.frozen else None,
        half=half,
        images=int(facts.images.scored(half).sum()),
        confidence=facts.rules.confidence,
        ceiling=state.ceiling,
        people=list(facts.images.people),
        cap=facts.rules.cap,
        time_zone=facts.rules.time_zone,
        pseudonyms=facts.rules.pseudonyms,
        rows=rows.rows(state.board, recall=state.is_frozen),
    )


def _team(state: State, team: str, at: datetime) -> TeamDocument:
    mine = state.histories.get(team, state.history.iloc[:0])
    left = allowance(state.live, mine, at)
    last = mine["leader"].iloc[-1] if len(mine) else None
    return TeamDocument(
        team=team,
        name=state.shown[team],
        key=team_key(team),
        members=list(state.rosters[team]),
        history=_history(state, mine),
        confusion=_confusion(state, last) if state.is_frozen and last is not None else None,
        cap=state.live.rules.cap,
        left=left.left,
        next=left.following.isoformat() if left.following else None,
        finals=list(state.base.finals.get(team, ())),
        default_final=None if last is None else str(last),
        above=state.above.get(team),
    )


def _history(state: State, mine: pd.DataFrame) -> list[HistoryItem]:
    accuracy = state.accuracies
    return [
        HistoryItem(
            id=row["entry"],
            number=int(row["number"]),
            handed_in=row["handed_in"].isoformat(),
            by=row["student"],
            status=row["status"],
            message=row["told"],
            accuracy=accuracy[row["entry"]] if row["status"] == "released" else None,
            shown=accuracy.get(row["leader"]),
        )
        for row in mine.to_dict("records")
    ]


def _accuracies(facts: Facts, history: pd.DataFrame) -> dict[str, float]:
    """Accuracy on the public half of all released entries."""
    released = (history["status"] == "released").to_numpy()
    shares = facts.in_order().correct("public")[released].mean(axis=1)
    return dict(zip(history["entry"][released], np.round(shares, 6).tolist(), strict=True))


def _confusion(state: State, uid: str) -> list[list[int]]:
    scored = state.base.images.scored("public")
    matrix = scoring.confusion(state.live.probabilities([uid])[0][scored], state.base.images.labels[scored])
    return [[int(count) for count in row] for row in matrix]


def _above(frame: pd.DataFrame) -> dict[str, Above]:
    """Each team against the one above it."""
    ranked = board.teams(frame).to_dict("records")
    return {
        row["team"]: Above(
            name=other["name"],
            gained=int(row["gained_above"]),
            lost=int(row["lost_above"]),
            p=round(float(row["p_above"]), 6),
        )
        for other, row in pairwise(ranked)
    }


def _disputes(state: State) -> list[Dispute]:
    """All images that are doubtful, or that somebody has decided about."""
    images, decisions = state.present, state.course.rulings.decisions()
    latest = {decision.image: decision for decision in decisions}
    found = []
    for one in state.opinions:
        uid = images.ids[one.position]
        decision = latest.get(uid)
        if not one.is_doubtful and decision is None:
            continue
        found.append(
            Dispute(
                id=uid,
                half="public" if images.public[one.position] else "private",
                label=int(images.labels[one.position]),
                suggested=one.suggested,
                teams=one.teams,
                of=one.of,
                quality=round(one.quality, 4),
                status=decision.status if decision else "ok",
                who=decision.who if decision else None,
                why=decision.why if decision else None,
                decided=decision is not None and decision.version is None,
            )
        )
    return found


def _instructor(state: State, doubtful: list[Dispute]) -> InstructorDocument:
    course = state.course
    private = {
        row["key"]: PrivateScore(
            accuracy=round(row["accuracy"], 6), low=round(row["low"], 6), high=round(row["high"], 6)
        )
        for row in board.teams(state.board).to_dict("records")
        if state.is_frozen
    }
    failed = state.history[state.history["status"] == "failed"]
    return InstructorDocument(
        real_names={team_key(team): team for team in state.rosters},
        private=private,
        disputes=doubtful,
        labels_version=course.rulings.version(),
        labels_pending=sum(decision.version is None for decision in course.rulings.decisions()),
        shake_up=shakeup.report(state.base) if state.is_frozen else None,
        failed=[
            FailedEntry(
                team=row["team"],
                student=row["student"],
                handed_in=row["handed_in"].isoformat(),
                reason=row["message"],
            )
            for row in failed.to_dict("records")
        ],
        problems=course.rulings.problems(),
        untrained=[] if state.is_frozen else [model.name for model in course.untrained(state.live)],
    )


def _previous(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
