"""Measure how fast hand-ins of manual_convolution are graded: by this project, and by stock nbgrader.

Both grade the same hand-ins in the same run: the honest, right ones of the marking corpus, repeated
under other names of students. Left out are those that import TensorFlow, run shell commands, end
their kernel, or are slow on purpose.

run and check
    Running one notebook and checking it, in a process that has graded one notebook before. Ours runs
    it in a new sandbox and checks it with the hidden suite. Stock runs it in a kernel of its own with
    `nbgrader.preprocessors.Execute`; it checks with the visible tests in the notebook only, which is
    less than ours does. The two take turns, notebook by notebook, so that other load on the machine
    hits both alike.
whole autograde
    The whole command ``nbgrader autograde manual_convolution``, start-up included, in two course
    directories: one configured by this project, one with nbgrader's defaults.

Memory is the peak of the processes' proportional set sizes added up (PSS, see proc_pid_smaps(5)): the
grading process with all its descendants, kernels and sandboxes included, looked at five times a second.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import mean

import nbformat
import nbgrader
from nbgrader.preprocessors import Execute
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from autograder import grading
from autograder.handin import read
from autograder.outcomes import Outcome
from autograder.preprocessors import GradeInSandbox
from autograder.rebuild import rebuild
from autograder.sandbox import Limits, warm_server
from autograder.sandbox.limits import MIB

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import corpus  # noqa: E402
from course import ASSIGNMENT, Course, generated, make_course  # noqa: E402

OURS, STOCK = "ours", "stock"
RUN, AUTOGRADE = "run and check", "whole autograde"
SAMPLE = 10
SAMPLING_SECONDS = 0.2
_LEFT_OUT = re.compile(r"tensorflow|keras|^\s*[!%]|= *!|\b(?:quit|exit)\(|KeyboardInterrupt", re.MULTILINE)


@dataclass(frozen=True)
class Row:
    """One measurement.

    Parameters
    ----------
    case, system
        What was measured, and whose grader.
    submissions
        Number of hand-ins.
    seconds_per_submission
        Wall time, in seconds: the mean.
    peak_mb
        Most memory at a time, in MiB.
    """

    case: str
    system: str
    submissions: int
    seconds_per_submission: float
    peak_mb: float


def hand_ins() -> list[corpus.Submission]:
    """Return the hand-ins of the corpus that both systems can grade, in an order that is always the same."""
    paths = [*corpus.paths(ASSIGNMENT, "correct_*"), *corpus.paths(ASSIGNMENT, "honest_*")]
    submissions = []
    for path in paths:
        submission = corpus.load(path)
        sources = "\n".join(block.source for block in submission.blocks)
        own_numbers = submission.student != submission.name  # they are right for this student only
        if not submission.slow and not own_numbers and not _LEFT_OUT.search(sources):
            submissions.append(submission)
    random.Random(0).shuffle(submissions)
    return submissions


def hand_in(course: Course, count: int) -> list[str]:
    """Hand in for a class of `count` students and return their names."""
    release, solutions = (corpus.teacher_notebook(ASSIGNMENT, stage) for stage in ("release", "solutions"))
    students = [f"student{number:03}" for number in range(count)]
    for student, submission in zip(students, islice(cycle(hand_ins()), count), strict=True):
        course.hand_in(student, corpus.notebook(submission, release, solutions))
    return students


def make_stock_course(folder: Path) -> Course:
    """Make a course that nbgrader's own defaults apply to, but for where it lies."""
    shutil.copytree(ROOT / "source" / ASSIGNMENT, folder / "source" / ASSIGNMENT)
    (folder / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(folder)!r}\n"
    )
    return generated(Course(folder), ASSIGNMENT)


# memory


def descendants(root: int) -> set[int]:
    """Return the process ids of a process and all processes below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, new = {root}, [root]
    while new:
        new = [child for parent in new for child in children.get(parent, [])]
        found.update(new)
    return found


def memory_mb(root: int) -> float:
    """Return the memory of a process and all processes below it, in MiB."""
    return sum(_kib(pid) for pid in descendants(root)) / 1024


def _kib(pid: int) -> int:
    # where a process is another user's, its share of what processes have in common stays unknown
    for file, field in (("smaps_rollup", "Pss:"), ("status", "RssAnon:")):
        try:
            lines = Path("/proc", str(pid), file).read_text().splitlines()
        except OSError:
            continue
        return next((int(line.split()[1]) for line in lines if line.startswith(field)), 0)
    return 0


def watch(root: int, wait_for: Callable[[], bool], between: Callable[[], None] = lambda: None) -> float:
    """Look at the memory below a process until it is done; return the most that was seen, in MiB.

    Parameters
    ----------
    root
        Process id.
    wait_for
        Waits for a moment; whether all is done.
    between
        Called after each look.
    """
    peak = 0.0
    while True:
        peak = max(peak, memory_mb(root))
        between()
        if wait_for():
            return peak


# run and check


def run_ours(path: Path, student: str) -> float:
    """Run and check a rebuilt notebook with this project's grader; return the seconds it took."""
    notebook = nbformat.read(path, as_version=4)
    server = warm_server(GradeInSandbox().default_preload)
    start = time.perf_counter()
    graded = grading.grade(notebook, ASSIGNMENT, student, server, Limits(), grading.Files())
    seconds = time.perf_counter() - start
    failed = [record.part.test for record in graded.records if record.outcome is not Outcome.PASSED]
    if failed:
        raise RuntimeError(f"{path.name} is right, but did not pass {', '.join(failed)}")
    return seconds


def run_stock(path: Path, student: str) -> float:
    """Run a rebuilt notebook, its visible checks included, with nbgrader's; return the seconds it took."""
    os.environ["JUPYTERHUB_USER"] = student
    notebook = nbformat.read(path, as_version=4)
    execute = Execute()
    start = time.perf_counter()
    execute.preprocess(notebook, {"metadata": {"path": str(path.parent)}})
    return time.perf_counter() - start


def measure_runs(folder: Path, count: int, advance: Callable[[], None]) -> list[Row]:
    """Run and check `count` notebooks, each with both systems."""
    course = Course(folder)
    teacher = corpus.teacher_notebook(ASSIGNMENT, "release")
    jobs = []
    for student in hand_in(course, count):
        path = course.submission(student) / f"{ASSIGNMENT}.ipynb"
        nbformat.write(rebuild(read(path, 20 * MIB), teacher).notebook, path)
        jobs.append((path, student))
    seconds: dict[str, list[float]] = {OURS: [], STOCK: []}
    peaks = dict.fromkeys(seconds, 0.0)
    runs: dict[str, Callable[[Path, str], float]] = {OURS: run_ours, STOCK: run_stock}
    with ExitStack() as stack:
        workers = {}
        for system, run in runs.items():
            context = multiprocessing.get_context("spawn")
            pool = stack.enter_context(ProcessPoolExecutor(1, mp_context=context, initializer=_quieten))
            workers[system] = pool, pool.submit(os.getpid).result(), run
            pool.submit(run, *jobs[0]).result()  # imports, the warm server, the inputs of the hidden tests
        for path, student in jobs:
            for system, (pool, pid, run) in workers.items():
                future = pool.submit(run, path, student)
                peaks[system] = max(peaks[system], watch(pid, partial(_is_done, future)))
                seconds[system].append(future.result())
                advance()
    return [Row(RUN, system, count, mean(seconds[system]), peaks[system]) for system in seconds]


def _quieten() -> None:
    """Keep what kernels log out of the progress bar; exceptions reach the main process all the same."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)


def _is_done(future: Future[float]) -> bool:
    return bool(wait([future], SAMPLING_SECONDS).done)


# autograde


def measure_autograde(
    course: Course, system: str, count: int, show: Callable[[int], None] = lambda done: None
) -> Row:
    """Grade a class of `count` with the whole command.

    Parameters
    ----------
    course
        Has no hand-ins yet.
    system
        Whose grader it is configured for.
    count
        Size of the class.
    show
        Told how many hand-ins are done, from time to time.
    """
    hand_in(course, count)
    graded = course.root / "autograded"
    with tempfile.TemporaryFile("w+") as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT],
            cwd=course.root,
            env=course.environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        peak = watch(process.pid, partial(_has_ended, process), lambda: show(_count(graded) - 1))
        seconds = time.perf_counter() - start
        log.seek(0)
        done = _count(graded)
        if process.returncode or done != count:
            raise RuntimeError(f"{system} graded {done} of {count} hand-ins:\n{log.read()[-3000:]}")
    show(count)
    return Row(AUTOGRADE, system, count, seconds / count, peak)


def _count(folder: Path) -> int:
    return len(list(folder.glob(f"*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")))


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(SAMPLING_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def measure(sizes: Sequence[int], folder: Path, progress: Progress) -> list[Row]:
    """Measure everything.

    Parameters
    ----------
    sizes
        Sizes of the classes.
    folder
        Takes the course directories.
    progress
        Shows how far it is.
    """
    # the settings of the person who measures are not part of it
    os.environ["JUPYTER_CONFIG_DIR"] = os.environ["IPYTHONDIR"] = str(folder / "settings")
    sample = min(SAMPLE, max(sizes))
    bar = progress.add_task(RUN, total=2 * sample)
    rows = measure_runs(folder / "run", sample, partial(progress.advance, bar))
    bars = {
        (size, system): progress.add_task(f"{AUTOGRADE} {size}, {system}", total=size, start=False)
        for size in sizes
        for system in (OURS, STOCK)
    }
    for (size, system), bar in bars.items():
        make = make_course if system == OURS else make_stock_course
        course = make(folder / f"{system}-{size}")
        progress.start_task(bar)
        rows.append(measure_autograde(course, system, size, partial(_show, progress, bar)))
    return rows


def _show(progress: Progress, bar: TaskID, done: int) -> None:
    progress.update(bar, completed=max(done, 0))


# results


def table(rows: Sequence[Row]) -> Table:
    """Return the measurements with their ratios as a table for the terminal."""
    shown = Table(
        title=f"{ASSIGNMENT}: seconds per submission, and peak memory",
        caption=f"stock: nbgrader {nbgrader.__version__} with its default preprocessors",
    )
    for heading in ("case", "hand-ins", "ours", "stock", "ratio", "ours", "stock"):
        shown.add_column(heading, justify="left" if heading == "case" else "right", no_wrap=True)
    of = {(row.case, row.submissions, row.system): row for row in rows}
    for case, count in dict.fromkeys((row.case, row.submissions) for row in rows):
        ours, stock = of[case, count, OURS], of[case, count, STOCK]
        memory = [f"{row.peak_mb:.0f} MB" for row in (ours, stock)]
        seconds = _seconds(ours.seconds_per_submission, stock.seconds_per_submission)
        shown.add_row(case, str(count), *seconds, *memory)
    counts = sorted({row.submissions for row in rows if row.case == AUTOGRADE})
    if len(counts) > 1:
        least, most = counts[0], counts[-1]
        slopes = [
            (_total(of[AUTOGRADE, most, system]) - _total(of[AUTOGRADE, least, system])) / (most - least)
            for system in (OURS, STOCK)
        ]
        shown.add_row("without start-up", f"{least} to {most}", *_seconds(*slopes))
    return shown


def _total(row: Row) -> float:
    return row.submissions * row.seconds_per_submission


def _seconds(ours: float, stock: float) -> tuple[str, str, str]:
    return f"{ours:.2f} s", f"{stock:.2f} s", f"{stock / ours:.1f}"


def main() -> None:
    """Measure, and print or write what came out."""
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=[10, 100], help="students in each class")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows to this file as well")
    options = parser.parse_args()
    if min(options.sizes) < 1:
        parser.error("a class has one student at least")
    console = Console()
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with (
        tempfile.TemporaryDirectory(prefix="grading-benchmark-") as folder,
        Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress,
    ):
        rows = measure(sorted(set(options.sizes)), Path(folder), progress)
    console.print(table(rows))
    console.print(
        f"{os.cpu_count()} processors, load average {os.getloadavg()[1]:.1f} over the last 5 minutes"
    )
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
