"""What is run, and by whom: here one after the other, or by workers (see `autograder.batch.workers`)."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import autograder.hidden
from autograder.datasets.heldout import HeldOut
from autograder.errors import AutograderError
from autograder.files import replaced
from autograder.grading import Examined
from autograder.results import codec
from autograder.results.source import version
from autograder.results.task import Setting, Task, perform
from autograder.sandbox import ForkServer, warm_server

Results = dict[str, Examined]
_FEW = 16


class GraderDiffers(AutograderError):
    """Raised when a worker would grade with another version of the grader."""


@dataclass(frozen=True)
class Job:
    """The notebooks of one hand-in.

    Parameters
    ----------
    student
        Whose hand-in it is.
    tasks
        The notebooks; none where the hand-in could not be read.
    """

    student: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Scene:
    """What is needed on this machine to run the hand-ins of an assignment.

    Parameters
    ----------
    setting
        What all of them are run with.
    heldout
        The held-out data.
    heldout_files
        Names of its files that the suite reads.
    secret
        Folders that no sandbox may see.
    """

    setting: Setting
    heldout: HeldOut
    heldout_files: tuple[str, ...]
    secret: tuple[Path, ...]

    def server(self) -> ForkServer:
        """Return the warm server; start it where needed.

        Raises
        ------
        IsolationUnavailable
            When this machine cannot isolate student code.
        """
        return warm_server(self.setting.preload, self.secret)

    def shipment(self) -> Shipment:
        """Return what another machine needs."""
        contents = {name: (self.heldout.directory / name).read_bytes() for name in self.heldout_files}
        suites = tuple(map(str, autograder.hidden.__path__))
        return Shipment(self.setting, contents, tuple(map(str, self.secret)), suites)


@dataclass(frozen=True, repr=False)
class Shipment:
    """What a worker needs to run the hand-ins of an assignment, wherever it is.

    Parameters
    ----------
    setting
        What all of them are run with.
    heldout
        Contents of the files of held-out data, by name.
    secret
        Folders that no sandbox may see, where a worker has them.
    suites
        Folders with hidden suites, where a worker has them.
    """

    setting: Setting
    heldout: Mapping[str, bytes]
    secret: tuple[str, ...]
    suites: tuple[str, ...]

    def __repr__(self) -> str:  # Dask shows it on its pages
        return f"Shipment({self.setting.assignment})"


class Runner(Protocol):
    """Runs hand-ins."""

    def run(self, scene: Scene, jobs: Iterable[Job], count: int) -> Iterator[tuple[str, Results]]:
        """Run hand-ins and return what that gave, as soon as it is there.

        Parameters
        ----------
        scene
            What is needed for it.
        jobs
            The hand-ins; read from as late as possible, since they may be large.
        count
            How many there are.

        Yields
        ------
        str, dict
            Whose hand-in it was, and the results by key. Each comes once, in any order.
        """
        ...


class Here:
    """Runs them in this process, one after the other and in order."""

    def run(self, scene: Scene, jobs: Iterable[Job], count: int) -> Iterator[tuple[str, Results]]:
        """Run hand-ins; see `Runner`."""
        for job in jobs:
            results = {
                task.key: perform(task, scene.setting, scene.server(), scene.heldout) for task in job.tasks
            }
            yield job.student, results


class Many:
    """Runs them with workers where that pays.

    Parameters
    ----------
    jobs
        How many processes to start on this machine. None: one per processor, and none at all for so few
        hand-ins that they are done before the processes have started.
    scheduler, dashboard, tell
        See `autograder.batch.workers.Workers`.
    """

    def __init__(
        self, jobs: int | None, scheduler: str | None, dashboard: bool, tell: Callable[[str], None]
    ) -> None:
        self._jobs = jobs
        self._scheduler = scheduler
        self._dashboard = dashboard
        self._tell = tell

    def run(self, scene: Scene, jobs: Iterable[Job], count: int) -> Iterator[tuple[str, Results]]:
        """Run hand-ins; see `Runner`."""
        processes = min(self._jobs or len(os.sched_getaffinity(0)), count)
        few = processes < 2 or (self._jobs is None and count < _FEW)
        if few and self._scheduler is None:
            yield from Here().run(scene, jobs, count)
            return
        from autograder.batch.workers import Workers  # takes a second to import

        workers = Workers(processes, self._scheduler, self._dashboard, self._tell)
        yield from workers.run(scene, jobs, count)


def work(shipment: Shipment, tasks: tuple[Task, ...]) -> list[bytes]:
    """Run the notebooks of one hand-in; called on a worker.

    Returns
    -------
    list of bytes
        See `autograder.results.codec`.

    Raises
    ------
    GraderDiffers
        When the worker has another version of the grader than the process that asks.
    IsolationUnavailable
        When the worker cannot isolate student code.
    """
    setting = shipment.setting
    for folder in shipment.suites:
        if folder not in autograder.hidden.__path__ and Path(folder).is_dir():
            autograder.hidden.__path__.append(folder)
    heldout = _heldout(setting.digest, tuple(shipment.heldout.items()))
    secret = (*map(Path, shipment.secret), heldout.directory)
    warm_server(setting.preload, secret, wait=False)  # imports while this process reads the suite
    mine = version(setting.assignment)
    if mine.digest != setting.version or not mine.known:
        raise GraderDiffers(
            "A worker has another version of the grader, of Python or of a library; install the same there "
            "(pip install -c constraints.txt) and start the workers again."
        )
    server = warm_server(setting.preload, secret)
    return [codec.to_bytes(task.key, perform(task, setting, server, heldout)) for task in tasks]


@functools.lru_cache(maxsize=4)
def _heldout(setting: str, contents: tuple[tuple[str, bytes], ...]) -> HeldOut:
    """Lay the held-out data where the suite can read it: a folder of this process, removed at its end."""
    folder = tempfile.TemporaryDirectory(prefix="convclass-heldout-")
    _KEPT.append(folder)
    for name, content in contents:
        with replaced(Path(folder.name) / name) as file:
            file.write(content)
    return HeldOut(Path(folder.name))


_KEPT: list[tempfile.TemporaryDirectory[str]] = []
