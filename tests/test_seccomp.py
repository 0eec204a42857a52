"""The system-call filter, run by a small interpreter of its instructions (linux/filter.h)."""

from __future__ import annotations

import errno
import importlib.util
import platform
import struct
import sys
from pathlib import Path
from types import ModuleType

import pytest

from autograder import sandbox

X86, ARM = 0xC000003E, 0xC00000B7
# architecture, then calls: clone, clone3, socket, ptrace, mount, memfd_create, io_uring_setup, read, execve
MACHINES = {
    "x86_64": (X86, 56, 435, 41, 101, 165, 319, 425, 0, 59),
    "aarch64": (ARM, 220, 435, 198, 117, 40, 279, 425, 63, 221),
}
ALLOWED, KILLED = "allowed", "killed"


def guest_module(name: str) -> ModuleType:
    path = Path(sandbox.__file__).parent / "guest" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"guest_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


seccomp = guest_module("seccomp")


def verdict(program: bytes, arch: int, number: int, argument: int = 0) -> str | int:
    """What the kernel would do with a call: ALLOWED, KILLED, or the errno with which it fails."""
    data = struct.pack("=IIQ6Q", number, arch, 0, argument, 0, 0, 0, 0, 0)
    code = [struct.unpack_from("=HBBI", program, at) for at in range(0, len(program), 8)]
    accumulator = at = 0
    while True:
        operation, yes, no, value = code[at]
        at += 1
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, value)
        elif operation == 0x06:
            kinds = {0x7FFF0000: ALLOWED, 0x80000000: KILLED, 0x00050000: value & 0xFFFF}
            return kinds[value & 0xFFFF0000]
        else:
            holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}
            at += yes if holds[operation] else no


@pytest.fixture(params=list(MACHINES))
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def program(machine: str) -> bytes:
    program = seccomp.build(machine)
    assert isinstance(program, bytes)
    return program


def test_every_jump_leads_forward_to_an_instruction_of_the_program(program: bytes) -> None:
    assert len(program) % 8 == 0
    length = len(program) // 8
    assert 0 < length <= 4096  # the kernel takes no more
    for at in range(length):
        operation, yes, no, _ = struct.unpack_from("=HBBI", program, at * 8)
        assert operation in (0x20, 0x15, 0x35, 0x45, 0x06)
        if operation not in (0x20, 0x06):
            assert at + 1 + max(yes, no) < length
    assert struct.unpack_from("=HBBI", program, len(program) - 8)[0] == 0x06


def test_ordinary_calls_are_allowed(machine: str, program: bytes) -> None:
    arch, *_, read, execve = MACHINES[machine]
    for number in (read, execve, 1000):
        assert verdict(program, arch, number) == ALLOWED


def test_all_of_the_table_is_refused_and_nothing_else(machine: str, program: bytes) -> None:
    arch, _, clone3, socket_call, *dangerous, _, _ = MACHINES[machine]
    refused = {number for number in range(600) if verdict(program, arch, number) == errno.EPERM}
    table = seccomp._REFUSED_X86_64 if machine == "x86_64" else seccomp._REFUSED_AARCH64
    assert refused == {*table.values(), socket_call}  # a socket of family 0
    assert refused >= set(dangerous)
    others = {number for number in range(600) if verdict(program, arch, number) not in (ALLOWED, errno.EPERM)}
    assert others == {clone3}


def test_both_tables_hold_the_same_calls() -> None:
    assert set(seccomp._REFUSED_X86_64) == set(seccomp._REFUSED_AARCH64)
    for table in (seccomp._REFUSED_X86_64, seccomp._REFUSED_AARCH64):
        assert len(set(table.values())) == len(table)


@pytest.mark.parametrize(
    "flags, expected",
    [
        (0x11, ALLOWED),  # fork: SIGCHLD only
        (0x4111, ALLOWED),  # subprocess: vfork
        (0x3D0F00, ALLOWED),  # a thread of glibc
        *(
            (flag | 0x11, errno.EPERM)
            for flag in (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x08000000)
        ),
        *((flag | 0x11, errno.EPERM) for flag in (0x04000000, 0x02000000, 0x7E020000)),
    ],
)
def test_processes_and_threads_may_start_but_not_in_new_namespaces(
    machine: str, program: bytes, flags: int, expected: str | int
) -> None:
    arch, clone, *_ = MACHINES[machine]
    assert verdict(program, arch, clone, flags) == expected
    assert verdict(program, arch, clone, flags | 1 << 40) == expected  # the upper half changes nothing


def test_the_newer_clone_call_seems_to_be_missing(machine: str, program: bytes) -> None:
    arch, _, clone3, *_ = MACHINES[machine]
    assert verdict(program, arch, clone3) == errno.ENOSYS  # so that glibc takes the old one


def test_only_unix_and_internet_sockets_are_allowed(machine: str, program: bytes) -> None:
    arch, _, _, socket_call, *_ = MACHINES[machine]
    allowed = [family for family in range(64) if verdict(program, arch, socket_call, family) == ALLOWED]
    assert allowed == [1, 2, 10]
    assert verdict(program, arch, socket_call, 0xFFFFFFFF) == errno.EPERM


def test_calls_of_another_architecture_kill_the_process(program: bytes, machine: str) -> None:
    own = MACHINES[machine][0]
    for arch in {X86, ARM, 0x40000003, 0x40000028} - {own}:  # the last ones: i386, arm
        assert verdict(program, arch, 0) == KILLED


def test_calls_with_x32_numbers_are_refused(program: bytes, machine: str) -> None:
    arch, clone, *_ = MACHINES[machine]
    for number in (0, clone, 520, 0x3FFFFFFF):
        assert verdict(program, arch, 0x40000000 | number, 0x11) == errno.EPERM
    assert verdict(program, arch, 0xFFFFFFFF) == errno.EPERM


def test_the_table_is_that_of_this_machine() -> None:
    names = {"x86_64": "unistd_64.h", "aarch64": "unistd.h"}
    places = [
        Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        Path("/usr/include/asm-generic/unistd.h"),
    ]
    header = next((p for p in places if p.name == names.get(platform.machine()) and p.exists()), None)
    if header is None:
        pytest.skip("the kernel's headers are not installed")
    words = [line.split() for line in header.read_text().splitlines()]
    numbers = {w[1].removeprefix("__NR_").removeprefix("__NR3264_"): int(w[2]) for w in words if _defines(w)}
    table = seccomp._REFUSED_X86_64 if platform.machine() == "x86_64" else seccomp._REFUSED_AARCH64
    known = {name: number for name, number in table.items() if name in numbers}
    assert known and known == {name: numbers[name] for name in known}


def _defines(words: list[str]) -> bool:
    return len(words) == 3 and words[0] == "#define" and words[1].startswith("__NR") and words[2].isdigit()


def test_the_filter_of_this_machine_is_the_default_and_others_are_refused() -> None:
    assert seccomp.build() == seccomp.build(platform.machine())
    with pytest.raises(OSError, match="riscv64"):
        seccomp.build("riscv64")
    assert sys.platform == "linux"
