"""Measure how a whole class is graded: by stock nbgrader, by otter-grader, and by this project.

All grade the same honest hand-ins of the marking corpus in one run, repeated under other names of
students. With ``--others N``, stock nbgrader and otter grade the first N only: they need hours for a class.

stock nbgrader
    ``nbgrader autograde ASSIGNMENT`` with nbgrader's defaults: one hand-in after the other, each in a kernel.
otter run
    ``otter run`` for each hand-in, with the notebook's visible checks as otter's tests. (``otter grade``,
    which takes many hand-ins at once, needs Docker.) Measured where ``--otter`` names the command: it
    must find the packages that the notebooks import.
ours, N workers
    ``autograder grade ASSIGNMENT --jobs N``, hidden suite included.
ours, again
    The same with ``--force``, on hand-ins that have not changed.
own code
    The cells of the rebuilt notebooks that are run for grading, in forks of an interpreter that has
    imported what they need; no sandbox, no checks, no reports. A grader can hardly go below it.

Processor time is that of all processes which a command starts, as the kernel adds it up when they end
(getrusage(2)); this process adopts those that outlive their parents. Memory is the most that all of
them together hold at a time (PSS), looked at five times a second.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import dataclasses
import importlib.metadata
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import nbformat
from grading import memory_mb
from nbformat import NotebookNode
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from traitlets.config.loader import PyFileConfigLoader

from autograder import suite
from autograder.handin import read
from autograder.preprocessors import GradeInSandbox
from autograder.rebuild import rebuild
from autograder.sandbox.limits import MIB

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import corpus  # noqa: E402
from course import Course, add_data, generated, make_course  # noqa: E402

ASSIGNMENTS = ("manual_convolution", "keras_cnn")
STOCK, OTTER, AGAIN, OWN = "stock nbgrader", "otter run", "ours, again", "own code"
SAMPLING_SECONDS = 0.2
_PR_SET_CHILD_SUBREAPER = 36  # from linux/prctl.h
# What stock nbgrader or otter cannot run as it is, or what is slow on purpose.
_LEFT_OUT = re.compile(r"^\s*[!%]|= *!|\b(?:quit|exit)\(|KeyboardInterrupt", re.MULTILINE)
_TRAINING = re.compile(r"tensorflow|keras")

_OTTER_TEST = """\
OK_FORMAT = False
from otter.test_files import test_case

name = {name!r}
points = {points!r}


@test_case(points={points!r})
def test_visible_check(env):
    exec({source!r}, env)
"""


@dataclass(frozen=True)
class Row:
    """One measurement.

    Parameters
    ----------
    assignment, system
        What was graded, and by what.
    hand_ins
        Number of hand-ins.
    per_minute
        Hand-ins a minute of wall time.
    cpu_seconds
        Processor time of a hand-in, in seconds.
    peak_mb
        Most memory at a time, in MiB; None where it was not looked at.
    """

    assignment: str
    system: str
    hand_ins: int
    per_minute: float
    cpu_seconds: float
    peak_mb: float | None


def hand_ins(assignment: str, count: int) -> list[corpus.Submission]:
    """Return honest, right hand-ins of the corpus for a class of `count`, each with a student's name.

    Left out are those that train, run shell commands, end their kernel or are slow on purpose.
    """
    chosen = []
    for path in [*corpus.paths(assignment, "correct_*"), *corpus.paths(assignment, "honest_*")]:
        submission = corpus.load(path)
        sources = "\n".join(block.source for block in submission.blocks)
        needs_weights = assignment != "manual_convolution"
        if submission.slow or submission.student != submission.name or _LEFT_OUT.search(sources):
            continue
        if needs_weights != bool(submission.files) or (not needs_weights and _TRAINING.search(sources)):
            continue
        chosen.append(submission)
    random.Random(0).shuffle(chosen)
    return [
        dataclasses.replace(submission, student=f"student{number:03}")
        for number, submission in enumerate(islice(cycle(chosen), count))
    ]


# measuring a command


def measured(
    commands: Sequence[Sequence[str | Path]], course: Course, show: Callable[[], None]
) -> tuple[float, float, float]:
    """Run commands one after the other in a course directory.

    Parameters
    ----------
    commands
        Each with its arguments.
    course
        Where they run.
    show
        Called after each command.

    Returns
    -------
    tuple of float
        Wall time and processor time in seconds, and the most memory in MiB.

    Raises
    ------
    RuntimeError
        If a command fails; with the end of what it said.
    """
    peak, start, before = 0.0, time.perf_counter(), _cpu_of_children()
    for command in commands:
        with tempfile.TemporaryFile("w+") as log:
            process = subprocess.Popen(
                command, cwd=course.root, env=course.environment(), stdout=log, stderr=subprocess.STDOUT
            )
            while process.poll() is None:
                peak = max(peak, memory_mb(process.pid))
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(SAMPLING_SECONDS)
            if process.returncode:
                log.seek(0)
                raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{log.read()[-3000:]}")
        show()
    seconds = time.perf_counter() - start
    _wait_for_orphans()
    return seconds, _cpu_of_children() - before, peak


def _adopt_orphans() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _wait_for_orphans() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, 0):
            pass


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# the systems


def make_stock_course(folder: Path, assignment: str) -> Course:
    """Make a course that nbgrader's own defaults apply to, but for where it lies."""
    shutil.copytree(ROOT / "source" / assignment, folder / "source" / assignment)
    add_data(folder, assignment)
    (folder / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(folder)!r}\n"
    )
    return generated(Course(folder), assignment)


def measure_stock(assignment: str, count: int, folder: Path, show: Callable[[], None]) -> Row:
    """Grade with ``nbgrader autograde`` and its defaults."""
    course = make_stock_course(folder, assignment)
    return _row(
        assignment,
        STOCK,
        count,
        _autograde(course, assignment, count, [[_script("nbgrader"), "autograde", assignment]], show),
    )


def measure_ours(
    template: Course,
    assignment: str,
    count: int,
    jobs: Sequence[int],
    folder: Path,
    show: Callable[[], None],
) -> list[Row]:
    """Grade with this project: a class for each number of workers, and the last one once more."""
    rows = []
    for workers in jobs:
        course = Course(folder / f"jobs-{workers}")
        shutil.copytree(template.root, course.root)
        command = [_script("autograder"), "grade", assignment, "--jobs", str(workers)]
        used = _autograde(course, assignment, count, [command], show)
        rows.append(
            _row(assignment, f"ours, {workers} {'worker' if workers == 1 else 'workers'}", count, used)
        )
    used = measured([[*command, "--force"]], course, show)
    return [*rows, _row(assignment, AGAIN, count, used)]


def measure_otter(otter: Path, assignment: str, count: int, folder: Path, show: Callable[[], None]) -> Row:
    """Grade with ``otter run``, one hand-in after the other."""
    (folder / "source" / assignment).mkdir(parents=True)
    add_data(folder, assignment)
    data = [path for path in (folder / "source" / assignment).glob("*") if path.suffix != ".ipynb"]
    course = Course(folder)
    _otter_tests(folder / "autograder.zip", corpus.teacher_notebook(assignment, "release"), data)
    commands = []
    for submission in hand_ins(assignment, count):
        written = corpus.write(submission, folder / "submitted").parent
        archive = folder / f"{submission.student}.zip"
        with zipfile.ZipFile(archive, "w") as packed:
            for path in [*written.iterdir(), *data]:
                packed.write(path, path.name)
        results = folder / "results" / submission.student
        results.mkdir(parents=True)
        commands.append([otter, "run", "-a", folder / "autograder.zip", "-o", results, "--no-logo", archive])
    used = measured(commands, course, show)
    done = len(list((folder / "results").glob("*/results.json")))
    if done != count:
        raise RuntimeError(f"otter graded {done} of {count} hand-ins")
    return _row(assignment, OTTER, count, used)


def _otter_tests(path: Path, release: NotebookNode, data: Sequence[Path]) -> None:
    """Write otter's archive of tests: the visible checks of a released notebook."""
    possible = 0.0
    with zipfile.ZipFile(path, "w") as archive:
        for cell in release.cells:
            if cell.cell_type == "code" and suite.is_autograded(cell):
                name, points = cell.metadata.nbgrader.grade_id, float(cell.metadata.nbgrader.points)
                possible += points
                test = _OTTER_TEST.format(name=name, points=points, source=cell.source)
                archive.writestr(f"tests/{name}.py", test)
        for file in data:
            archive.write(file, f"files/{file.name}")
        archive.writestr("otter_config.json", json.dumps({"points_possible": possible}))


def _script(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _autograde(
    course: Course, assignment: str, count: int, commands: Sequence[Sequence[str]], show: Callable[[], None]
) -> tuple[float, float, float]:
    for submission in hand_ins(assignment, count):
        corpus.write(submission, course.root / "submitted")
    used = measured(commands, course, show)
    done = len(list((course.root / "autograded").glob(f"*/{assignment}/{assignment}.ipynb")))
    if done != count:
        raise RuntimeError(f"{' '.join(commands[0])} graded {done} of {count} hand-ins")
    return used


def _row(assignment: str, system: str, count: int, used: tuple[float, float, float]) -> Row:
    seconds, cpu, peak = used
    return Row(assignment, system, count, 60 * count / seconds, cpu / count, peak)


def measure_own_code(
    template: Course, assignment: str, count: int, folder: Path, show: Callable[[], None]
) -> Row:
    """Run the cells of the rebuilt notebooks in a warm interpreter."""
    course = Course(folder)
    shutil.copytree(template.root, course.root)
    teacher = corpus.teacher_notebook(assignment, "release")
    given = [path for path in (course.root / "release" / assignment).iterdir() if path.suffix != ".ipynb"]
    jobs = []
    for submission in hand_ins(assignment, count):
        path = corpus.write(submission, course.root / "submitted")
        for file in given:
            shutil.copy(file, path.parent)
        rebuilt = rebuild(read(path, 100 * MIB), teacher).notebook
        nbformat.write(rebuilt, path)
        jobs.append((submission.student, str(path)))
    answer = subprocess.run(
        [sys.executable, Path(__file__).with_name("own_code.py")],
        input=json.dumps({"jobs": jobs, "preload": _preload(course, assignment)}),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    used = json.loads(answer.stdout)
    show()
    return Row(assignment, OWN, count, 60 * count / used["seconds"], used["cpu_seconds"] / count, None)


def _preload(course: Course, assignment: str) -> list[str]:
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    grader = GradeInSandbox(config=config)
    chosen: list[str] = grader.preload.get(assignment, grader.default_preload)
    return chosen


# results


def measure(
    assignments: Sequence[str],
    count: int,
    others: int,
    jobs: Sequence[int],
    otter: Path | None,
    folder: Path,
    progress: Progress,
) -> list[Row]:
    """Measure everything; see `main` for the parameters."""
    # the settings of the person who measures are not part of it
    os.environ["JUPYTER_CONFIG_DIR"] = os.environ["IPYTHONDIR"] = str(folder / "settings")
    _adopt_orphans()
    rows: list[Row] = []
    for assignment in assignments:
        mine = folder / assignment
        commands = {STOCK: 1, OTTER: others if otter else 0, "ours": len(jobs) + 1, OWN: 1}
        bars = {
            system: progress.add_task(f"{assignment}, {system}", total=total, start=False)
            for system, total in commands.items()
            if total
        }

        def show(system: str, bars: Mapping[str, TaskID] = bars) -> Callable[[], None]:
            progress.start_task(bars[system])
            return partial(progress.advance, bars[system])

        template = make_course(mine / "template", assignment)
        rows.append(measure_own_code(template, assignment, count, mine / "own", show(OWN)))
        rows.append(measure_stock(assignment, others, mine / "stock", show(STOCK)))
        if otter:
            rows.append(measure_otter(otter, assignment, others, mine / "otter", show(OTTER)))
        rows += measure_ours(template, assignment, count, jobs, mine / "ours", show("ours"))
    return rows


def table(rows: Sequence[Row]) -> Table:
    """Return the measurements of one assignment as a table for the terminal.

    Speed is compared with stock nbgrader's, processor time of a hand-in with that of the students' own code.
    """
    of = {row.system: row for row in rows}
    shown = Table(title=rows[0].assignment)
    shown.add_column("system", no_wrap=True)
    for heading in ("hand-ins", "a minute", "x stock", "CPU s", "x own", "peak"):
        shown.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        shown.add_row(
            row.system,
            str(row.hand_ins),
            f"{row.per_minute:.1f}",
            f"{row.per_minute / of[STOCK].per_minute:.1f}",
            f"{row.cpu_seconds:.2f}",
            f"{row.cpu_seconds / of[OWN].cpu_seconds:.1f}",
            "" if row.peak_mb is None else f"{row.peak_mb:.0f} MB",
        )
    return shown


def main() -> None:
    """Measure, and print or write what came out."""
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--assignments", nargs="+", choices=ASSIGNMENTS, default=ASSIGNMENTS, help="which")
    parser.add_argument("--hand-ins", type=int, default=100, metavar="N", help="hand-ins of each assignment")
    parser.add_argument("--others", type=int, metavar="N", help="those that stock nbgrader and otter grade")
    parser.add_argument("--jobs", nargs="+", type=int, default=[1, 2], metavar="N", help="numbers of workers")
    parser.add_argument("--otter", type=Path, metavar="COMMAND", help="otter-grader's command, if installed")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows to this file as well")
    options = parser.parse_args()
    others = options.hand_ins if options.others is None else options.others
    if min([others, *options.jobs]) < 1 or others > options.hand_ins:
        parser.error("--jobs and --others are 1 at least, and --hand-ins as many as --others")
    if options.otter and not shutil.which(options.otter):
        parser.error(f"there is no command {options.otter}; install otter-grader, or leave --otter out")
    console = Console()
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with (
        tempfile.TemporaryDirectory(prefix="class-benchmark-") as folder,
        Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress,
    ):
        rows = measure(
            options.assignments,
            options.hand_ins,
            others,
            options.jobs,
            options.otter,
            Path(folder),
            progress,
        )
    for assignment in options.assignments:
        console.print(table([row for row in rows if row.assignment == assignment]))
    version, load = importlib.metadata.version("nbgrader"), os.getloadavg()[1]
    console.print(
        f"nbgrader {version}, {os.cpu_count()} processors, load average {load:.1f} over the last 5 minutes"
    )
    if options.json:
        text = json.dumps([asdict(row) for row in rows], indent=2) + "\n"
        options.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
