"""nbgrader's collecting, made safe: checks whose files they are, follows no link, replaces all or nothing.

nbgrader only warns when a hand-in bears the name of a student to whom it does not belong, copies what
links point to, and removes the earlier hand-in before it copies the new one. This is a plug-in for its
exchange (``ExchangeFactory.collect``), so that `nbgrader collect`, the formgrader and `autograder watch`
all take hand-ins in the same way.
"""

from __future__ import annotations

import fnmatch
import os
import shutil
import stat
import tempfile
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import ignore_patterns
from traitlets import Unicode

from autograder import handin, inbound
from autograder.handin import SECRET, STAMP
from autograder.inbound import Inbound, Incomplete, Refused
from autograder.sanitise import printable
from autograder.turns import Busy, turn

_NO_LINKS = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


class CheckedCollect(ExchangeCollect):  # type: ignore[misc]
    """Collects hand-ins of an inbound folder into ``submitted/``."""

    unix_name = Unicode(
        "{student}",
        help="How the student's user on this machine is called, as in 'jupyter-{student}'; see check_owner.",
    ).tag(config=True)

    @property
    def inbound_folder(self) -> Path:
        """The folder in which students hand in."""
        return Path(self.root) / str(self.coursedir.course_id) / "inbound"

    def assignments(self) -> list[str]:
        """Return the names of all assignments that the gradebook knows."""
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            return [str(assignment.name) for assignment in gradebook.assignments]

    def check(self, hand_in: Inbound, assignments: list[str]) -> None:
        """Check a hand-in before anything of it is copied.

        Parameters
        ----------
        hand_in
            The hand-in.
        assignments
            The names of all assignments.

        Raises
        ------
        Refused
            When it is not taken.
        Incomplete
            When it is not all there.
        """
        folder = self.inbound_folder / hand_in.name
        inbound.check_names(hand_in, assignments)
        inbound.check_complete(folder)
        if self.check_owner:
            inbound.check_owner(folder, hand_in, self.unix_name.format(student=hand_in.student))

    def destination(self, hand_in: Inbound) -> Path:
        """Return the folder below ``submitted/`` of a hand-in."""
        step = self.coursedir.submitted_directory
        return Path(self.coursedir.format_path(step, hand_in.student, hand_in.assignment))

    def take(self, hand_in: Inbound) -> None:
        """Copy a hand-in, which was checked, into ``submitted/``, in place of what is there of the student.

        Whenever it is interrupted, the old hand-in or the new one is there, or the next call puts it there.

        Raises
        ------
        Refused
            When it has changed since it was checked.
        OSError
            When it cannot be copied; then the old one stays.
        Busy
            When another program is collecting it.
        """
        with turn(Path(self.coursedir.root), "collecting", hand_in.assignment, hand_in.student):
            self._take(hand_in)

    def _take(self, hand_in: Inbound) -> None:
        source, destination = self.inbound_folder / hand_in.name, self.destination(hand_in)
        destination.parent.mkdir(parents=True, exist_ok=True)
        self._clean(destination)
        if same(source, destination):
            return
        fresh = Path(tempfile.mkdtemp(prefix=_beside(destination, "new"), dir=destination.parent))
        try:
            self._copy(source, fresh)
            if destination.exists():
                os.rename(destination, destination.with_name(_beside(destination, "old")))
            os.rename(fresh, destination)
        finally:
            self._clean(destination)

    def _clean(self, destination: Path) -> None:
        """Repair what an earlier call that was interrupted has left."""
        old = destination.with_name(_beside(destination, "old"))
        if old.exists() and not destination.exists():
            os.rename(old, destination)
        with os.scandir(destination.parent) as entries:
            names = [entry.name for entry in entries]
        for name in names:
            if name == old.name or name.startswith(_beside(destination, "new")):
                shutil.rmtree(destination.parent / name)

    def _copy(self, source: Path, target: Path) -> None:
        """Copy a folder without following links; the student may change it meanwhile."""
        ignore = ignore_patterns(
            self.coursedir.ignore, self.coursedir.include, self.coursedir.max_file_size, self.log
        )
        left = 1000 * self.coursedir.max_dir_size
        owner = source.lstat().st_uid
        top = os.open(source, os.O_RDONLY | os.O_DIRECTORY | _NO_LINKS)
        try:
            for folder, folders, files, fd in os.fwalk(".", follow_symlinks=False, dir_fd=top):
                ignored = set(ignore(str(source / folder), [*folders, *files]))
                folders[:] = [name for name in folders if name not in ignored]
                (target / folder).mkdir(exist_ok=True)
                for name in sorted(set(files) - ignored):
                    left -= self._copy_file(fd, name, target / folder / name, owner, left)
                (target / folder).chmod(0o2770 if self.coursedir.groupshared else 0o755)
        finally:
            os.close(top)

    def _copy_file(self, folder: int, name: str, target: Path, owner: int, left: int) -> int:
        """Copy one regular file; return its size in bytes."""
        try:
            fd = os.open(name, os.O_RDONLY | _NO_LINKS, dir_fd=folder)
        except OSError as error:
            self.log.warning("%r was not collected: %s", name, error)
            return 0
        with open(fd, "rb") as file:
            info = os.fstat(fd)
            if not stat.S_ISREG(info.st_mode):
                self.log.warning("%r was not collected: it is no regular file.", name)
                return 0
            if self.check_owner and info.st_uid != owner:
                raise Refused(f"{printable(name)} belongs to somebody else.")
            if info.st_size > left:
                raise Refused("It is larger than CourseDirectory.max_dir_size allows.")
            with target.open("xb") as copy:
                shutil.copyfileobj(file, copy)
        target.chmod(0o660 if self.coursedir.groupshared else 0o644)
        os.utime(target, ns=(info.st_atime_ns, info.st_mtime_ns))
        return int(info.st_size)

    def init_src(self) -> None:
        """Choose the hand-ins to collect: of each student the latest, or the latest before the due date."""
        if not self.coursedir.course_id:
            self.fail("No course id specified. Re-run with --course flag.")
        try:
            found = list(inbound.listed(self.inbound_folder))
        except OSError as error:
            self.fail(f"The folder {self.inbound_folder} cannot be read: {error.strerror}.")
        wanted, pattern = self.coursedir.assignment_id, self.coursedir.student_id or "*"
        assignments = self.assignments()
        by_student: dict[str, list[Inbound]] = {}
        for hand_in in found:
            if hand_in.assignment != wanted or not fnmatch.fnmatchcase(hand_in.student, pattern):
                continue
            try:
                self.check(hand_in, assignments)
            except (Refused, Incomplete, OSError) as reason:
                self.log.error("%s was not collected. %s", printable(hand_in.name), reason)
                continue
            by_student.setdefault(hand_in.student, []).append(hand_in)
        due = self._due() if self.before_duedate else None
        self.src_records = [self._choice(of_one, due) for of_one in by_student.values()]

    def _due(self) -> object:
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            try:
                return gradebook.find_assignment(self.coursedir.assignment_id).duedate
            except MissingEntry:
                return None

    @staticmethod
    def _choice(of_one: list[Inbound], due: object) -> Inbound:
        of_one = sorted(of_one, key=Inbound.order, reverse=True)
        return next((one for one in of_one if due is not None and one.stamp <= due), of_one[0])  # type: ignore[operator]

    def copy_files(self) -> None:
        """Collect what was chosen."""
        assignment = self.coursedir.assignment_id
        self.log.info("Processing %s submissions of %r", len(self.src_records), assignment)
        for hand_in in self.src_records:
            student = printable(hand_in.student)
            destination = self.destination(hand_in)
            if destination.is_dir() and not self._is_wanted(hand_in, destination):
                hint = "no newer submission" if self.update else "it exists, use --update to update"
                self.log.info("Not collecting %s %s: %s", student, assignment, hint)
                continue
            try:
                self.take(hand_in)
            except (Refused, Busy, OSError) as error:  # the others are collected all the same
                self.log.error("%s was not collected. %s", printable(hand_in.name), error)
            else:
                self.log.info("Collected %s %s", student, assignment)

    def _is_wanted(self, hand_in: Inbound, destination: Path) -> bool:
        """Whether a hand-in replaces the one that was collected earlier, as nbgrader decides it."""
        try:
            stamp = handin.read_timestamp(destination / STAMP)
        except (OSError, ValueError):
            stamp = None
        if stamp is None:
            return bool(self.update or self.before_duedate)
        earlier = Inbound("", hand_in.student, hand_in.assignment, stamp)
        newer = hand_in.order()[:2] > earlier.order()[:2]
        return bool((self.update and newer) or (self.before_duedate and hand_in.stamp != stamp))


def same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same hand-in: each has a secret of its own, which nobody can guess."""
    try:
        return handin.read_line(one / SECRET) == handin.read_line(other / SECRET)
    except (OSError, ValueError):
        return False


def _beside(destination: Path, what: str) -> str:
    return f".{destination.name}.collecting-{what}-"
