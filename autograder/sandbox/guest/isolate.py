"""How one forked child becomes a sandbox: namespaces, mounts, limits, no privileges.

Three processes per sandbox. The *guard* waits in the fork server's own process namespace and ties the
sandbox's life to the server's. The *init* is process 1 of the new process namespace: it watches memory,
forwards interrupts, and its end is the end of everything in there. The *worker* runs the student's code.
A worker cannot signal, trace or starve the other two. See namespaces(7), user_namespaces(7).
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
from collections.abc import Callable
from typing import Any

import seccomp

_NEW_EVERYTHING = 0x10000000 | 0x00020000 | 0x20000000 | 0x40000000 | 0x08000000 | 0x04000000 | 0x02000000
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_BIND, _MS_REC, _MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP = 1, 4, 24
_CAPABILITY_VERSION_3 = 0x20080522
# Sandboxes of a grader that runs as root get an unprivileged user of their own, so that the limit on
# processes binds (it does not bind root) and files of root stay closed.
_UNPRIVILEGED = (1_999_999_999, 65_534)
_ROOT = "/student"
HOME = f"{_ROOT}/home"

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")


def _mount(source: str, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    arguments = [text.encode() if text is not None else None for text in (source, target, kind)]
    data = options.encode() if options is not None else None
    _check(_libc.mount(*arguments, ctypes.c_ulong(flags), data), f"mounting {target}")


def _prctl(option: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    _check(_libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero), f"prctl {option}")


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def become_unprivileged() -> None:
    """Give up root, if that is what the fork server runs as."""
    if os.getuid() != 0:
        return
    os.setgroups([])
    for number in _UNPRIVILEGED:
        try:
            os.setresgid(number, number, number)
            os.setresuid(number, number, number)
        except OSError:
            continue
        _prctl(_PR_SET_DUMPABLE, 1)  # /proc/self belongs to root otherwise, and the maps could not be written
        return
    # the only user there is, in a container with one: root in name, but not the system's root


def enter_namespaces() -> None:
    """Leave all namespaces of the fork server; the next child is process 1 of the new ones."""
    uid, gid = os.getuid(), os.getgid()
    _check(_libc.unshare(_NEW_EVERYTHING), "creating namespaces")
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {uid} 1")
    _write("/proc/self/gid_map", f"{gid} {gid} 1")


def build_file_system(disk_bytes: int, files: int, kept: list[str]) -> None:
    """Mount the sandbox's own /proc and its only writable place, one small tmpfs.

    Parameters
    ----------
    disk_bytes, files
        Size of the tmpfs in bytes, and in files and folders.
    kept
        Read-only folders below /tmp that must stay visible.
    """
    _mount("none", "/", None, _MS_REC | _MS_PRIVATE)
    options = f"size={disk_bytes},nr_inodes={files},mode=755"
    _mount("tmpfs", _ROOT, "tmpfs", _MS_NOSUID | _MS_NODEV, options)
    for name in ("home", "tmp", "shm"):
        os.mkdir(f"{_ROOT}/{name}", 0o700)
    for folder in kept:
        place = f"{_ROOT}{folder}"
        os.makedirs(place)
        _mount(folder, place, None, _MS_BIND | _MS_REC)
    _mount(f"{_ROOT}/tmp", "/tmp", None, _MS_BIND | _MS_REC)
    _mount(f"{_ROOT}/shm", "/dev/shm", None, _MS_BIND)
    _mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    _write("/proc/sys/user/max_user_namespaces", "0")
    os.chdir(HOME)


def drop_capabilities() -> None:
    """Give up every capability, also those that a program could get back."""
    with open("/proc/sys/kernel/cap_last_cap") as file:
        last = int(file.read())
    for capability in range(last + 1):
        _prctl(_PR_CAPBSET_DROP, capability)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _check(_libc.capset(header, (ctypes.c_uint32 * 6)()), "dropping capabilities")


def limit_resources(limits: dict[str, Any]) -> None:
    """Set the limits that hold for each process of the sandbox."""
    with open("/proc/self/statm") as file:
        inherited = int(file.read().split()[0]) * resource.getpagesize()
    wanted = {
        resource.RLIMIT_AS: inherited + limits["memory_bytes"],
        resource.RLIMIT_CPU: limits["cpu_seconds"],
        resource.RLIMIT_NPROC: limits["processes"] + 1,  # and the init
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_FSIZE: limits["disk_bytes"],
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_MEMLOCK: 1 << 16,
        resource.RLIMIT_SIGPENDING: 1024,
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def _memory_used(baseline: int) -> int:
    """Bytes of private and shared memory of all processes here, beyond what each inherited."""
    total = 0
    for name in os.listdir("/proc"):
        if not name.isdigit() or name == "1":
            continue
        try:
            with open(f"/proc/{name}/status") as file:
                used = _anonymous(file.read())
        except OSError:
            continue  # it ended meanwhile
        total += max(0, used - baseline)
    return total


def _anonymous(status: str) -> int:
    kib = 0
    for line in status.splitlines():
        if line.startswith(("RssAnon:", "RssShmem:")):
            kib += int(line.split()[1])
    return kib * 1024


def _watch(worker: int, limit: int, report_fd: int) -> None:
    """Be process 1 until the worker ends: reap, forward interrupts, watch memory; then report and end.

    On SIGTERM it ends the worker. Were it killed itself, the processor time of all in here would be lost,
    since the kernel reaps them then as if nobody waited for them: see getrusage(2).
    """
    with open("/proc/self/status") as file:
        baseline = _anonymous(file.read())
    wanted = {signal.SIGCHLD, signal.SIGUSR1, signal.SIGTERM}
    peak, out_of_memory, status = 0, False, None
    while status is None:
        info = signal.sigtimedwait(wanted, 0.05)
        if info is not None and info.si_signo == signal.SIGUSR1:
            os.kill(worker, signal.SIGINT)
        if info is not None and info.si_signo == signal.SIGTERM:
            os.kill(worker, signal.SIGKILL)
        while True:
            try:
                pid, code = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            if pid == worker:
                status = code
        used = _memory_used(baseline)
        peak = max(peak, used)
        if used > limit and status is None:
            out_of_memory = True
            os.kill(worker, signal.SIGKILL)
    report = {"status": os.waitstatus_to_exitcode(status), "out_of_memory": out_of_memory, "peak_bytes": peak}
    os.write(report_fd, f"{json.dumps(report)}\n".encode())
    os._exit(0)


def _close_all_but(*keep: int) -> None:
    low = 0
    for fd in sorted(keep):
        if low < fd:  # an empty range would close everything
            os.closerange(low, fd)
        low = fd + 1
    os.closerange(low, 1 << 16)


def spawn(
    channel: int, report: int, limits: dict[str, Any], program: bytes, work: Callable[[int], None]
) -> int:
    """Fork a guard with a sandbox behind it.

    Parameters
    ----------
    channel
        File descriptor of the worker's connection to the trusted side.
    report
        Write end of a pipe; what the sandbox has to say arrives there, see below.
    limits
        See `autograder.sandbox.limits.Limits.for_guest`.
    program
        The seccomp filter.
    work
        What the worker runs, given its channel; it never returns.

    Returns
    -------
    int
        Process id of the guard. The pipe carries two lines: the process id of the init, and a report.
    """
    guard = os.fork()
    if guard != 0:
        return guard
    try:
        os.setsid()
        null = os.open("/dev/null", os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        _close_all_but(0, 1, 2, channel, report)
        become_unprivileged()
        enter_namespaces()
        # init blocks what it waits for; set here, so that no signal can come before
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, signal.SIGUSR1, signal.SIGTERM})
        init = os.fork()
        if init != 0:
            _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            os.write(report, f"{init}\n".encode())
            os.close(channel)
            os.close(report)
            os.waitpid(init, 0)
            os._exit(0)
        _become_init(channel, report, limits, program, work)
    except BaseException as error:
        text = json.dumps({"error": f"{type(error).__name__}: {error}"})
        os.write(report, f"{text}\n".encode())
    finally:
        os._exit(1)


def _become_init(
    channel: int, report: int, limits: dict[str, Any], program: bytes, work: Callable[[int], None]
) -> None:
    build_file_system(limits["disk_bytes"], limits["files"], limits["kept"])
    drop_capabilities()
    limit_resources(limits)
    seccomp.install(program)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker = os.fork()
    if worker != 0:
        os.close(channel)
        _prctl(_PR_SET_DUMPABLE, 0)
        _watch(worker, limits["memory_bytes"], report)
    os.close(report)
    os.setsid()
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    work(channel)
