"""What is noted of a hand-in when its graded notebook is written: for the journal, and for the next time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.grading import Examined, Graded
from autograder.results import journal, recorded
from autograder.results.recorded import Recorded, Records
from autograder.results.store import ResultStore
from autograder.sandbox.limits import MIB


@dataclass(frozen=True)
class Done:
    """What became of a notebook.

    Parameters
    ----------
    stamp
        See `autograder.results.recorded.stamp`.
    examined, graded
        What grading it gave.
    stored
        Whether the result was there already.
    running
        Seconds that this process spent on running it.
    """

    stamp: str
    examined: Examined
    graded: Graded
    stored: bool
    running: float


def take(
    store: ResultStore, root: Path, mine: Mapping[str, str], done: Done, output: str, seconds: float
) -> None:
    """Note what is about to be written for a hand-in.

    What cannot be noted is told: the marks are recorded all the same.

    Parameters
    ----------
    store
        The course's results.
    root
        The course directory.
    mine
        nbgrader's names of ``assignment``, ``student`` and ``notebook``.
    done
        What became of it.
    output
        The graded notebook.
    seconds
        How long all of it has taken in this process.
    """
    which = {name: mine[name] for name in ("assignment", "student", "notebook")}
    examined, graded = done.examined, done.graded
    line = journal.Line(
        time=journal.now(),
        **which,
        outcome=graded.outcome,
        points=sum(record.points for record in graded.records),
        most=sum(record.part.points for record in graded.records),
        stored=done.stored,
        seconds={
            **dict.fromkeys(journal.PHASES, 0.0),
            **examined.seconds,
            "recording": seconds - done.running,
        },
        peak_mb=examined.peak_bytes / MIB,
    )
    note = Recorded(
        **which,
        stamp=done.stamp if examined.settled and store.enabled else "",
        file=hashlib.sha256(output.encode()).hexdigest(),
        marks=graded.marks,
        tests=recorded.tests(graded.records),
    )
    try:
        Records(store).put(note)
        journal.append(root, line)
    except OSError as error:
        store.log.warning("What was graded cannot be noted: %s", error)
