"""Joining the fork server's pages: their content stays, and where the kernel cannot do it nothing happens."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import sandbox

PAGES = Path(sandbox.__file__).parent / "guest" / "pages.py"
# A process of its own, since joining takes the memory of many tests.
SCRIPT = """
import mmap, os
exec(compile(open(SOURCE).read(), "pages.py", "exec"), names := {})

def joined():
    lines = open("/proc/self/smaps_rollup").read().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("AnonHugePages"))

memory = mmap.mmap(-1, 16 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
content = os.urandom(1 << 16) * 256
memory[:] = content
before = joined()
names["join"]()
child = os.fork()
if child == 0:
    memory[:5] = b"child"
    os._exit(memory[5:] != content[5:])
print(os.waitpid(child, 0)[1], memory[:] == content, joined() - before)
"""


def run(source: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_what_is_in_joined_pages_stays_and_a_child_has_its_own() -> None:
    status, same, kib = run(f"SOURCE = {str(PAGES)!r}\n{SCRIPT}")
    assert (status, same) == ("0", "True")
    assert int(kib) >= 0


def test_a_kernel_that_can_joins_them() -> None:
    libc, size = ctypes.CDLL(None), 2 << 20
    libc.mmap.restype = ctypes.c_void_p
    place = libc.mmap(None, ctypes.c_size_t(2 * size), 3, 0x22, -1, ctypes.c_long(0))
    aligned = -(-place // size) * size
    ctypes.memset(aligned, 1, 1)
    can = libc.madvise(ctypes.c_void_p(aligned), ctypes.c_size_t(size), 25) == 0
    libc.munmap(ctypes.c_void_p(place), ctypes.c_size_t(2 * size))
    if not can:
        pytest.skip("this kernel does not join pages on request (MADV_COLLAPSE, since Linux 6.1)")
    _, _, kib = run(f"SOURCE = {str(PAGES)!r}\n{SCRIPT}")
    assert int(kib) >= 8 << 10


def test_where_it_cannot_nothing_happens() -> None:
    refuse = "class Old:\n    def madvise(self, *given): return -1\n"
    script = SCRIPT.replace('names["join"]()', f'exec({refuse!r}); names["_libc"] = Old(); names["join"]()')
    status, same, _ = run(f"SOURCE = {str(PAGES)!r}\n{script}")
    assert (status, same) == ("0", "True")
