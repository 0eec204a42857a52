"""Runs hand-ins on dask.distributed: by processes on this machine, or on any Dask cluster.

Dask's own messages are pickles. They go between the grader's processes only: what a hand-in holds travels
as bytes, what comes back is read as data. On this machine every connection is encrypted with certificates
made for this one run, so that other users, who can reach all local ports, can neither submit anything nor
listen.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import tempfile
import traceback
from asyncio import CancelledError
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, WorkerPlugin, as_completed
from distributed.security import Security

from autograder.batch.runner import Job, Results, Scene, Shipment, work
from autograder.errors import AutograderError
from autograder.results import codec
from autograder.results.task import failed

_CONNECT_SECONDS = 20.0
_WORKER_SECONDS = 120.0
_REPLACING_SECONDS = 600
_DEATHS = 3
_GONE = "The Dask scheduler is gone. What had been graded is recorded; start again to grade the rest."
_BACKLOG = 2  # hand-ins per worker that wait there, so that none waits for the next one to arrive


class SchedulerLost(AutograderError):
    """Raised when a Dask scheduler cannot be reached, or is gone."""


class Workers:
    """Runs hand-ins on workers.

    Parameters
    ----------
    count
        How many processes to start on this machine.
    scheduler
        Address of a Dask scheduler whose workers are used instead.
    dashboard
        Whether to offer Dask's pages about the work. They listen on this machine only, but ask nobody who
        they are; they show no names and no code.
    tell
        Is called with what the instructor should know, such as the address of these pages.
    """

    def __init__(
        self,
        count: int,
        scheduler: str | None = None,
        dashboard: bool = False,
        tell: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._count = count
        self._scheduler = scheduler
        self._dashboard = dashboard
        self._tell = tell

    def run(self, scene: Scene, jobs: Iterable[Job], count: int) -> Iterator[tuple[str, Results]]:
        """Run hand-ins; see `autograder.batch.runner.Runner`.

        Raises
        ------
        SchedulerLost
            What was yielded until then is done.
        AutograderError
            When a worker cannot grade: no isolation, or another version of the grader.
        """
        shipment = scene.shipment()
        if self._scheduler is not None:
            with _connected(self._scheduler) as client:
                self._tell(f"Dask's pages: {client.dashboard_link}")
                # its scheduler has given a hand-in several workers before it says that it kills them
                yield from _Run(client, shipment, deaths=2).results(jobs)
        else:
            with local_cluster(self._count, self._dashboard) as client:
                if self._dashboard:
                    self._tell(f"Dask's pages: {client.dashboard_link}")
                yield from _Run(client, shipment, deaths=_DEATHS).results(jobs)


def _keep_quiet() -> None:
    """Have Dask log nothing: what matters comes back with the results."""
    for name in ("distributed", "distributed.client", "distributed.comm", "bokeh"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Client]:
    _keep_quiet()
    try:
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise SchedulerLost(
            f"There is no Dask scheduler at {address} ({_first_line(error)}); "
            "start it, or correct the address."
        ) from error
    try:
        client.wait_for_workers(1, timeout=_WORKER_SECONDS)
    except (OSError, TimeoutError) as error:
        raise SchedulerLost(f"The Dask scheduler at {address} has no worker.") from error
    else:
        yield client
    finally:
        with contextlib.suppress(Exception):  # it may be gone
            client.close(timeout=2)


class _Undisturbed(WorkerPlugin):  # type: ignore[misc]
    """Leaves it to the process that asks what ctrl-C means, which reaches all of them."""

    def setup(self, worker: Any) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def local_cluster(count: int, dashboard: bool = False) -> Iterator[Client]:
    """Start workers on this machine; they end with the context, or with this process.

    Parameters
    ----------
    count
        How many.
    dashboard
        See `Workers`.
    """
    settings = {
        "distributed.worker.http.routes": [],
        "distributed.scheduler.http.routes": [],
        "distributed.comm.require-encryption": True,
        # A process that replaces a killed one takes longer than Dask waits for it where the machine is busy;
        # and Dask would then go on without, and wait for ever when the last one is gone.
        "distributed.deploy.lost-worker-timeout": f"{_REPLACING_SECONDS} s",
        "distributed.scheduler.no-workers-timeout": f"{2 * _REPLACING_SECONDS} s",
        "distributed.admin.large-graph-warning-threshold": "10 GiB",  # what is sent is the data, once
    }
    _keep_quiet()
    with (
        tempfile.TemporaryDirectory(prefix="convclass-dask-") as scratch,
        dask.config.set(settings),
        LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            protocol="tls://",
            security=Security.temporary(),
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"allowed_failures": 0, "dashboard": dashboard},
            memory_limit=None,  # a hand-in has limits of its own
            local_directory=scratch,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        client.register_plugin(_Undisturbed())
        yield client


class _Run:
    """One run through the hand-ins of an assignment."""

    def __init__(self, client: Client, shipment: Shipment, deaths: int) -> None:
        self._client = client
        self._shipment = shipment
        self._most_deaths = deaths
        self._deaths: Counter[str] = Counter()
        self._ended = as_completed(loop=client.loop)
        self._running: dict[str, Job] = {}  # by the name that Dask knows it by
        self._sent = 0
        self._shipped: Future[Any] | None = None

    def results(self, jobs: Iterable[Job]) -> Iterator[tuple[str, Results]]:
        """Run hand-ins, those that ended with their worker once more at the end and alone."""
        suspects: deque[Job] = deque()
        coming = iter(jobs)
        while True:
            for job in self._more(coming):
                yield job.student, {}
            if not self._running and suspects:
                self._send(suspects.popleft())
            if not self._running:
                return
            future = next(self._ended)
            job = self._running.pop(future.key)
            results = self._taken(future, job)
            if results is None:
                suspects.append(job)
            else:
                yield job.student, results

    def _more(self, coming: Iterator[Job]) -> Iterator[Job]:
        """Send so many that no worker waits; return those in which there is nothing to run."""
        with _told_if_gone():
            self._check_connection()
            wanted = max(1, sum(self._client.nthreads().values())) * _BACKLOG
        while len(self._running) < wanted:
            job = next(coming, None)
            if job is None:
                return
            if job.tasks:
                self._send(job)
            else:
                yield job

    def _send(self, job: Job) -> None:
        self._sent += 1
        name = f"hand-in-{job.tasks[0].key[:16]}-{self._sent}"
        with _told_if_gone():
            future = self._client.submit(work, self._ship(), job.tasks, key=name, pure=False, retries=0)
            self._ended.add(future)
        self._running[name] = job

    def _ship(self) -> Future[Any]:
        """The shipment on the cluster; sent again where it was lost with the worker that had it."""
        if self._shipped is None or self._shipped.status in ("error", "cancelled", "lost"):
            name = f"shipment-{self._shipment.setting.digest[:16]}-{self._sent}"
            self._shipped = self._client.submit(_same, self._shipment, key=name, pure=False)
        return self._shipped

    def _check_connection(self) -> None:
        if self._client.status != "running":
            raise SchedulerLost(_GONE)

    def _taken(self, future: Future[Any], job: Job) -> Results | None:
        """The results of a hand-in; None where it is to be run again."""
        assignment = self._shipment.setting.assignment
        try:
            answers = future.result()
        except KilledWorker:
            self._deaths[job.student] += 1
            if self._deaths[job.student] < self._most_deaths:
                return None
            detail = f"The worker that ran it was killed {_DEATHS} times."
        except AutograderError:
            raise  # it would be the same for every hand-in
        except (Exception, CancelledError) as error:
            if future.status != "error":  # then it is not the hand-in that failed, but asking for its result
                raise SchedulerLost(_GONE) from error
            detail = traceback.format_exc()
        else:
            try:
                pairs = zip(job.tasks, answers, strict=True)
                return {task.key: codec.from_bytes(task.key, answer) for task, answer in pairs}
            except ValueError as error:
                detail = f"What came from the worker is no result: {error}"
        return {task.key: failed(task, assignment, detail) for task in job.tasks}


@contextlib.contextmanager
def _told_if_gone() -> Iterator[None]:
    try:
        yield
    except (
        OSError,
        RuntimeError,
        CancelledError,
    ) as error:  # what Dask raises on a connection that has ended
        raise SchedulerLost(_GONE) from error


def _same(shipment: Shipment) -> Shipment:
    return shipment


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
