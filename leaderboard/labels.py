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
class Opinion:
    """What the teams' entries say about the label of an image.

    Parameters
    ----------
    position
        Which image.
    suggested
        The label that most of them answer.
    teams, of
        How many do, of how many.
    quality
        Mean probability of the label.
    is_doubtful
        Whether they agree on another label.
    """

    position: int
    suggested: int
    teams: int
    of: int
    quality: float
    is_doubtful: bool


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


def opinions(probabilities: FloatArray, labels: IntArray) -> list[Opinion]:
    """Return what entries say about each image, the most doubtful first.

    The quality of a label is the mean probability that the entries give it (self-confidence, averaged over
    models: Northcutt, Jiang & Chuang 2021, doi 10.1613/jair.1.12125; Kuan & Mueller 2022).

    Parameters
    ----------
    probabilities
        One entry a team, shape (teams, n, people).
    labels
        Shape (n,); an ambiguous one (-1) is never doubtful.
    """
    teams, images, people = probabilities.shape
    answers = predicted(probabilities)
    votes = np.stack([(answers == person).sum(axis=0) for person in range(people)], axis=1)
    rows = np.arange(images)
    suggested = votes.argmax(axis=1)
    agreeing = votes[rows, suggested]
    quality = probabilities.mean(axis=0)[rows, labels.clip(0)] if teams else np.ones(images)
    doubtful = (agreeing > _SHARE * teams) & (suggested != labels) & (labels >= 0) & (teams >= _FEWEST_TEAMS)
    found = [
        Opinion(row, int(suggested[row]), int(agreeing[row]), teams, float(quality[row]), bool(doubtful[row]))
        for row in range(images)
    ]
    return sorted(found, key=lambda one: (not one.is_doubtful, one.quality, one.position))


def ceiling(
    images: Images, half: Half, opinions: Sequence[Opinion], decisions: Iterable[Decision]
) -> float | None:
    """Return about the most that can be reached: the share of images whose label is right.

    Where it is known who is really shown, that is counted. Otherwise the doubtful labels that nobody has
    decided about are taken for wrong.

    Parameters
    ----------
    images
        The held-out images.
    half
        Which of them.
    opinions
        Of the teams' entries; with too few teams nothing is known.
    decisions
        About labels.
    """
    scored = images.scored(half)
    if not scored.any():
        return None
    if (images.true_labels[scored] >= 0).all():
        return float(np.mean(images.true_labels[scored] == images.labels[scored]))
    if not opinions or opinions[0].of < _FEWEST_TEAMS:
        return None
    decided = {decision.image for decision in decisions}
    doubtful = [one.position for one in opinions if one.is_doubtful and scored[one.position]]
    wrong = [position for position in doubtful if images.ids[position] not in decided]
    return 1 - len(wrong) / int(scored.sum())
