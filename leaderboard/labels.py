"""The labels of the held-out images: their versions, which are disputed, and the most to be reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leaderboard.documents import Half
from leaderboard.ranking import IntArray
from leaderboard.rulings import Decision
from leaderboard.scoring import FloatArray, predicted

if TYPE_CHECKING:
    from leaderboard.facts import Images

AMBIGUOUS = -1
_SHARE = 0.5  # of the teams, which have to agree against a label
_FEWEST_TEAMS = 3  # with fewer nothing is said about labels


@dataclass(frozen=True)
class Disputed:
    """An image whose label the teams' entries contradict.

    Parameters
    ----------
    position
        Which image.
    suggested
        The label that they agree on.
    teams, of
        How many agree, of how many.
    quality
        Mean probability of the label.
    """

    position: int
    suggested: int
    teams: int
    of: int
    quality: float


def applied(ids: Sequence[str], labels: IntArray, decisions: Iterable[Decision], version: int) -> IntArray:
    """Return the labels of a version: the data set's, with what was decided up to then.

    Parameters
    ----------
    ids
        Names of the images.
    labels
        The data set's, shape (n,).
    decisions
        The earliest first; of several about one image the last counts.
    version
        0 is the data set's labels.

    Returns
    -------
    ndarray of int64, shape (n,)
        `AMBIGUOUS` where an image is not scored.
    """
    position = {name: number for number, name in enumerate(ids)}
    result = labels.copy()
    for decision in decisions:
        if decision.version is None or decision.version > version or decision.image not in position:
            continue
        place = position[decision.image]
        if decision.status == "ambiguous":
            result[place] = AMBIGUOUS
        elif decision.status == "wrong" and decision.label is not None:
            result[place] = decision.label
        else:
            result[place] = labels[place]
    return result


def disputed(probabilities: FloatArray, labels: IntArray) -> list[Disputed]:
    """Find the images where entries agree on another label, the most doubtful first.

    The quality of a label is the mean probability that the entries give it (self-confidence, averaged over
    models: Northcutt, Jiang & Chuang 2021, doi 10.1613/jair.1.12125; Kuan & Mueller 2022).

    Parameters
    ----------
    probabilities
        One entry a team, shape (teams, n, people).
    labels
        Shape (n,); an ambiguous one (-1) is never disputed.
    """
    teams, images, people = probabilities.shape
    if teams < _FEWEST_TEAMS:
        return []
    answers = predicted(probabilities)
    votes = np.stack([(answers == person).sum(axis=0) for person in range(people)], axis=1)
    rows = np.arange(images)
    suggested = votes.argmax(axis=1)
    agreeing = votes[rows, suggested]
    quality = probabilities.mean(axis=0)[rows, labels.clip(0)]
    doubtful = (agreeing > _SHARE * teams) & (suggested != labels) & (labels >= 0)
    found = [
        Disputed(int(row), int(suggested[row]), int(agreeing[row]), teams, float(quality[row]))
        for row in np.flatnonzero(doubtful)
    ]
    return sorted(found, key=lambda one: (one.quality, one.position))


def ceiling(
    images: Images, half: Half, disputes: Iterable[Disputed], decisions: Iterable[Decision], teams: int
) -> float | None:
    """Return about the most that can be reached: the share of images whose label is right.

    Where it is known who is really shown, that is counted. Otherwise the disputed images that nobody has
    decided about are taken for wrong.

    Parameters
    ----------
    images
        The held-out images.
    half
        Which of them.
    disputes
        All disputed images.
    decisions
        About labels.
    teams
        Number of teams with an entry; with too few nothing is known.
    """
    scored = images.scored(half)
    if not scored.any():
        return None
    if (images.true_labels[scored] >= 0).all():
        return float(np.mean(images.true_labels[scored] == images.labels[scored]))
    if teams < _FEWEST_TEAMS:
        return None
    decided = {decision.image for decision in decisions}
    wrong = [one for one in disputes if scored[one.position] and images.ids[one.position] not in decided]
    return 1 - len(wrong) / int(scored.sum())
