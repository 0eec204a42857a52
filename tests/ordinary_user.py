"""Runs commands as an ordinary user, for tests that are run by root."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

UID = 54_321


def prefix(home: Path) -> list[str]:
    """Return what goes before a command so that an ordinary user runs it.

    The Python installation may lie in root's home, which nobody else can enter. So the command gets its
    own view of the files, in which the folders on the way to it can be passed.

    Parameters
    ----------
    home
        A folder for the user; it is given to them with all that is in it.
    """
    os.chown(home, UID, UID)
    for folder, folders, files in os.walk(home):
        for name in [*folders, *files]:
            os.chown(os.path.join(folder, name), UID, UID, follow_symlinks=False)
    lines = ["set -e"]
    closed = next((path for path in reversed(_way()) if not path.stat().st_mode & 0o001), None)
    if closed is not None:
        child = Path(*Path(sys.base_prefix).resolve().parts[: len(closed.parts) + 1])
        hold = shlex.quote(str(home / "hold"))
        top, inner = shlex.quote(str(closed)), shlex.quote(str(child))
        lines += [
            f"mkdir -p {hold}",
            f"mount --bind {inner} {hold}",
            f"mount -t tmpfs -o mode=755 tmpfs {top}",
            f"mkdir -p {inner}",
            f"mount --bind {hold} {inner}",
            f"umount {hold}",
        ]
    lines.append(f"export HOME={shlex.quote(str(home))}")
    lines.append(f'exec setpriv --reuid {UID} --regid {UID} --clear-groups "$@"')
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", "\n".join(lines), "sh"]


def _way() -> list[Path]:
    """The folders on the way to the Python installation, the deepest first."""
    return [path for path in Path(sys.base_prefix).resolve().parents if path != Path("/")]
