"""Sets a class up by docs/deploy.md and looks at it; run by tests in namespaces of its own.

The commands of the page make users, change rights and start services. So they run where /etc, /home, /opt
and /srv, the network and the processes are others than the machine's. What would take minutes or needs the
network is stood in for: git gets a copy of the project, bin/setup makes a .venv that has the packages
of the one that runs the tests, the digits are scikit-learn's, and few faces are drawn.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import socket
import stat
import struct
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import board_course
import psutil
import requests

from autograder.datasets.heldout import HeldOut

ROOT = Path(__file__).resolve().parents[1]
PROJECT, TOP = Path("/opt/convclass"), Path("/srv/convclass")
PACKAGES = Path("/opt/packages")
ADDRESS = "http://127.0.0.1:8000"
PASSWORD = "a password of the tests"
PAGES = tuple(f"/services/{name}/" for name in ("convclass/formgrader", "teams", "queue", "leaderboard"))
SETTLED = ("graded", "failed", "refused")
T = TypeVar("T")
ASSIGNMENT = "manual_convolution"
SETUP = """#!/bin/sh
set -e
"{python}" -m venv --without-pip {project}/.venv
cd {project}/.venv
site=$(ls -d lib/python*/site-packages)
mkdir {work}/upper {work}/between
mount -t overlay -o metacopy=on,lowerdir={packages},upperdir={work}/upper,workdir={work}/between overlay $site
sed -i 's|{root}/|{project}/|g' $site/__editable__*convclass*
for name in alembic autograder jupyter-lab jupyterhub jupyterhub-singleuser nbgrader; do
    sed '1s|.*|#!{project}/.venv/bin/python|' "{prefix}/bin/$name" > "bin/$name"
    chmod +x "bin/$name"
done
cp -r "{prefix}/share" "{prefix}/etc" .
# its users may not write there what Python compiles: each process would do it again
bin/python -m compileall -q ../autograder ../leaderboard
"""


def main() -> None:
    """Set the class up, and print what was found as JSON."""
    look_after_processes()
    isolate(Path(sys.argv[1]))
    stand_ins(Path(sys.argv[1]) / "stand_ins")
    page = (ROOT / "docs/deploy.md").read_text()
    for command, quick in {"data mnist": "--offline", "data faces": "--per-person 3 1 3"}.items():
        assert command in page
        page = page.replace(command, f"{command} {quick}")
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", page, re.S | re.M):
        subprocess.run(["sh", "-ec", block], check=True, stdout=sys.stderr, cwd="/")
    for name in ("ada", "bob", "zoe"):
        subprocess.run(["chpasswd"], input=f"{name}:{PASSWORD}", text=True, check=True)
    found = start_and_look()
    print(json.dumps(found))


def look_after_processes() -> None:
    """Do as the first process of a machine does: see those off whose parents have ended before them."""
    child = os.fork()
    while child:
        ended, status = os.wait()
        if ended == child:
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def isolate(work: Path) -> None:
    """Put copies or empty folders in the place of what the commands change."""

    def mount(*arguments: object) -> None:
        subprocess.run(["mount", *map(str, arguments)], check=True)

    mount("-t", "proc", "proc", "/proc")
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", work)
    shutil.copytree("/etc", work / "etc", symlinks=True)
    for folder in ("opt", "home", "srv"):
        (work / folder).mkdir()
    for child in Path("/opt").iterdir() if Path("/opt").exists() else ():
        if child.is_dir():
            (work / "opt" / child.name).mkdir()
            mount("--bind", child, work / "opt" / child.name)
    packages = work / "opt" / PACKAGES.name
    packages.mkdir()
    mount("--bind", sysconfig.get_path("purelib"), packages)
    _let_pass(Path(sys.base_prefix).resolve(), work, mount)
    (work / "project").mkdir()
    mount("--bind", ROOT, work / "project")
    for folder in ("etc", "opt", "home", "srv"):
        mount("--rbind", work / folder, f"/{folder}")  # with what is mounted in it
    _loopback_up()


def _let_pass(python: Path, work: Path, mount: Any) -> None:
    """The Python installation may lie in root's home, which nobody else can enter."""
    closed = next((path for path in reversed(python.parents) if not path.stat().st_mode & stat.S_IXOTH), None)
    if closed is None:
        return
    inner = Path(*python.parts[: len(closed.parts) + 1])
    hold, prefix = work / "python", work / "prefix"
    hold.mkdir()
    prefix.mkdir()
    mount("--bind", inner, hold)
    mount("--bind", sys.prefix, prefix)  # it may lie there as well
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", closed)
    inner.mkdir(parents=True)
    mount("--bind", hold, inner)


def _loopback_up() -> None:
    with socket.socket() as control:
        request = struct.pack("16sH14s", b"lo", 0x1 | 0x40, b"")  # IFF_UP, IFF_RUNNING
        fcntl.ioctl(control, 0x8914, request)  # SIOCSIFFLAGS


def stand_ins(folder: Path) -> None:
    """Programs that come before those of the same name."""
    folder.mkdir()
    work = folder.parent
    prefix = work / "prefix" if (work / "prefix").exists() else Path(sys.prefix)
    setup = SETUP.format(
        python=f"{sys.base_prefix}/bin/python3",
        root=ROOT,
        project=PROJECT,
        packages=PACKAGES,
        prefix=prefix,
        work=work,
    )
    (folder / "setup").write_text(setup)
    programs = {
        "git": f"mkdir -p {PROJECT} && cd {work}/project && "
        f"cp -r --parents $(cat {work}/tracked) {PROJECT}/ && cp {folder}/setup {PROJECT}/bin/setup",
        "apt-get": "true",
        "systemctl": "true",
    }
    tracked = ["autograder", "bin", "deploy", "leaderboard", "solutions", "tests/submissions"]
    sources = [str(path.relative_to(ROOT)) for path in ROOT.glob("source/*/*.ipynb")]
    files = [*tracked, *sources, "jupyterhub_config.py", "nbgrader_config.py"]
    (work / "tracked").write_text("\n".join(files))
    for name, script in programs.items():
        (folder / name).write_text(f"#!/bin/sh\nset -e\n{script}\n")
    for path in folder.iterdir():
        path.chmod(0o755)
    os.environ["PATH"] = f"{folder}:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
    os.environ["REPOSITORY"] = "stands for the address"


def start_and_look() -> dict[str, Any]:
    """Start the service as systemd would, and look at it as its users would."""
    release()
    leave_entries()
    unit = Path("/etc/systemd/system/convclass.service").read_text()
    settings = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line and line[0] != "#")
    refused = refusals(settings["ExecStart"].split())
    hub = start(settings)
    bob, ada = log_in("bob"), log_in("ada")
    found = {
        "board": look_at_the_board(bob, ada),
        "refused": refused,
        "wrong_password": log_in("bob", "wrong").status_code,
        "stranger": log_in("grader").status_code,
        "bob": {path: code(bob, path) for path in PAGES},
        "ada": {path: code(ada, path) for path in PAGES},
        "handed_in": hand_in(bob),
        "graded": wait_for(lambda: next((job for job in queue(ada) if job["state"] in SETTLED), None)),
        "users": users(),
        "read": {str(path): readable("bob", path) for path in secrets()},
        "page_reads": {str(path): readable("leaderboard", path) for path in of_the_course()},
        "page_reads_board": readable("leaderboard", TOP / "board" / "board.json"),
    }
    before = server("bob")
    hub.kill()
    hub.wait()
    hub = start(settings)  # beside the services of the one before
    found["after_kill"] = {
        path: code(user, path)
        for user, path in [(bob, "/user/bob/api/status"), *((ada, page) for page in PAGES)]
    }
    second = subprocess.run(settings["ExecStart"].split(), capture_output=True, text=True, check=False)
    found["second"] = f"{second.returncode} {second.stderr}"
    found["users_after_kill"] = users()
    hub.terminate()  # as systemd does with KillMode=process
    found["ended"] = hub.wait()
    found["survived"] = server("bob") == before
    return found


def start(settings: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start the hub as the unit says, and wait until it answers."""
    hub = subprocess.Popen(
        settings["ExecStart"].split(),
        cwd=settings["WorkingDirectory"],
        env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "LANG": "C.UTF-8"},
        stdout=sys.stderr,
    )

    def answers() -> bool:
        assert hub.poll() is None, "the hub has ended"
        try:
            return requests.get(f"{ADDRESS}/hub/health", timeout=5).ok
        except requests.ConnectionError:
            return False

    wait_for(answers)
    return hub


def wait_for(holds: Callable[[], T]) -> T:
    end = time.monotonic() + 120
    while not (found := holds()):
        assert time.monotonic() < end, "it did not come in two minutes"
        time.sleep(0.2)
    return found


def queue(session: Session) -> list[dict[str, Any]]:
    """The hand-ins that the instructor sees in the queue."""
    headers = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}
    answer = session.get(f"{ADDRESS}/services/queue/queue.json", headers=headers, timeout=60)
    return list(answer.json()["jobs"])


def server(user: str) -> list[int]:
    """The processes of a student's server."""
    return [
        process.pid
        for process in psutil.process_iter()
        if process.username() == user and "jupyterhub-singleuser" in " ".join(process.cmdline())
    ]


def release() -> None:
    """Release an assignment."""
    for step in ("generate_assignment", "release_assignment"):
        command = [f"{PROJECT}/.venv/bin/nbgrader", step, ASSIGNMENT]
        path = f"PATH={PROJECT}/.venv/bin:/usr/bin:/bin"  # nbgrader calls alembic by name
        as_grader = ["runuser", "-u", "grader", "--", "env", path, *command]
        subprocess.run(as_grader, check=True, stdout=sys.stderr, cwd=TOP / "course")


def refusals(command: list[str]) -> dict[str, str]:
    """What the hub says where students could get at something, before it starts."""
    paths = [
        TOP / "course",
        TOP / "hub",
        TOP / "board",
        PROJECT / "solutions",
        PROJECT / "autograder" / "hidden",
    ]
    before = {folder: folder.stat().st_mode for path in paths for folder in (path, *path.parents)}
    for folder, mode in before.items():
        folder.chmod(mode | 0o055)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    for folder, mode in before.items():
        folder.chmod(mode)
    return dict.fromkeys(map(str, paths), f"{done.returncode} {done.stderr}")


def leave_entries() -> None:
    """Leave what the grader leaves for the leaderboard: predictions of two teams."""
    course = TOP / "course"
    # training the models for comparison takes minutes; test_worker.py looks at it
    (course / "source" / "celebrity_project" / "faces.npz").unlink()
    labels = HeldOut(course / "heldout").faces().labels
    for number, team in enumerate(("kernel", "stride")):
        board_course.hand_in(course, team, board_course.probabilities(0.5 + number / 5, number, labels))
    subprocess.run(["chown", "-R", "grader:grader", course / "heldout"], check=True)


def look_at_the_board(student: Session, instructor: Session) -> dict[str, Any]:
    """Look at the leaderboard as both roles, and freeze it."""
    page = f"{ADDRESS}/services/leaderboard/"
    # the worker is about to publish
    wait_for(lambda: student.get(page, timeout=60).status_code == 200)
    seen = student.get(page, timeout=60).text
    found: dict[str, Any] = {"teams": "kernel" in seen and "stride" in seen}
    found["student_reviews"] = code(student, "/services/leaderboard/review")
    shown = instructor.get(f"{page}freeze", timeout=60)
    token = shown.text.split('data-xsrf="')[1].split('"')[0]
    found["asked"] = instructor.post(
        f"{page}freeze", {"_xsrf": token, "confirm": "yes"}, timeout=60
    ).status_code
    wait_for(lambda: "Shake-up" in instructor.get(page, timeout=60).text)
    found["final"] = "Final" in student.get(page, timeout=60).text
    return found


class Session(requests.Session):
    """A browser."""

    status_code: int


def log_in(user: str, password: str = PASSWORD) -> Session:
    session = Session()
    session.get(f"{ADDRESS}/hub/login", timeout=60)
    data = {"username": user, "password": password, "_xsrf": session.cookies.get("_xsrf", path="/hub/")}
    answer = session.post(f"{ADDRESS}/hub/login?next=/hub/home", data, timeout=60)
    session.status_code = answer.status_code
    return session


def code(session: Session, path: str) -> int:
    return session.get(f"{ADDRESS}{path}", timeout=60).status_code


def hand_in(session: Session) -> dict[str, Any]:
    """Start a student's server, fetch an assignment and submit it, as JupyterLab does."""
    session.get(f"{ADDRESS}/hub/spawn", timeout=60)
    lab = f"{ADDRESS}/user/bob/lab"
    while not session.get(lab, timeout=60).url.startswith(lab):
        time.sleep(0.3)
    token = session.cookies.get("_xsrf", path="/user/bob/")
    for step in ("fetch", "submit"):
        answer = session.post(
            f"{ADDRESS}/user/bob/assignments/{step}",
            {"course_id": "convclass", "assignment_id": ASSIGNMENT},
            headers={"X-XSRFToken": str(token)},
            timeout=60,
        )
        assert answer.ok and answer.json()["success"], answer.text
    (folder,) = (TOP / "exchange" / "convclass" / "inbound").iterdir()
    return {"name": folder.name.split("+")[0], "owner": folder.owner()}


def users() -> dict[str, list[str]]:
    """Which Unix user each part runs as."""
    found: dict[str, list[str]] = {}
    for process in psutil.process_iter():
        line = " ".join(process.cmdline())
        for part in ("-m jupyterhub", "singleuser", "teams_service", " watch", "leaderboard serve", " work"):
            if part in line and str(PROJECT) in line:
                found.setdefault(part, []).append(process.username())
    return {part: sorted(names) for part, names in found.items()}


def secrets() -> list[Path]:
    names = ("solutions", "source", "tests", "autograder/hidden", "jupyterhub_config.py")
    inside = ("board", "course", "course/heldout", "course/gradebook.db", "hub", "hub/jupyterhub.sqlite")
    inbound = TOP / "exchange" / "convclass" / "inbound"
    return [*(PROJECT / name for name in names), *(TOP / name for name in inside), inbound, Path("/home/zoe")]


def of_the_course() -> list[Path]:
    names = ("gradebook.db", "heldout", "heldout/faces.npz", "heldout/leaderboard.db", "heldout/entries")
    return [TOP / "course", *(TOP / "course" / name for name in names), PROJECT / "autograder" / "hidden"]


def readable(user: str, path: Path) -> bool:
    assert path.exists(), path
    program = "ls" if path.is_dir() else "cat"
    done = subprocess.run(["runuser", "-u", user, "--", program, str(path)], capture_output=True, check=False)
    return done.returncode == 0


if __name__ == "__main__":
    main()
