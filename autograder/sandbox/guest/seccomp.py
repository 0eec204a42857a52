"""A seccomp filter that takes away what no notebook needs and what could outlive or escape a sandbox.

The filter is classic BPF, built here as bytes (linux/filter.h, seccomp(2)). Refused calls fail with
EPERM, so that a program which merely probes for them goes on. Memory without a size limit (memfd,
System V shared memory), kernel key rings, further namespaces, mounts, tracing and io_uring are refused;
so are sockets of any family but unix and inet.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

_REFUSED_X86_64 = {
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "pidfd_getfd": 438,
    "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "open_tree": 428, "move_mount": 429,
    "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "mount_setattr": 442,
    "unshare": 272, "setns": 308, "memfd_create": 319, "memfd_secret": 447,
    "shmget": 29, "shmat": 30, "shmctl": 31, "msgget": 68, "semget": 64, "mq_open": 240,
    "add_key": 248, "request_key": 249, "keyctl": 250, "bpf": 321, "perf_event_open": 298,
    "userfaultfd": 323, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "name_to_handle_at": 303, "open_by_handle_at": 304, "init_module": 175, "finit_module": 313,
    "delete_module": 176, "kexec_load": 246, "kexec_file_load": 320, "reboot": 169, "swapon": 167,
    "swapoff": 168, "acct": 163, "quotactl": 179, "syslog": 103, "fanotify_init": 300, "vmsplice": 278,
}  # fmt: skip
_REFUSED_AARCH64 = {
    "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272, "pidfd_getfd": 438,
    "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "open_tree": 428, "move_mount": 429,
    "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "mount_setattr": 442,
    "unshare": 97, "setns": 268, "memfd_create": 279, "memfd_secret": 447,
    "shmget": 194, "shmat": 196, "shmctl": 195, "msgget": 186, "semget": 190, "mq_open": 180,
    "add_key": 217, "request_key": 218, "keyctl": 219, "bpf": 280, "perf_event_open": 241,
    "userfaultfd": 282, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
    "name_to_handle_at": 264, "open_by_handle_at": 265, "init_module": 105, "finit_module": 273,
    "delete_module": 106, "kexec_load": 104, "kexec_file_load": 294, "reboot": 142, "swapon": 224,
    "swapoff": 225, "acct": 89, "quotactl": 60, "syslog": 116, "fanotify_init": 262, "vmsplice": 75,
}  # fmt: skip
# machine -> (AUDIT_ARCH, refused calls, clone, clone3, socket)
_MACHINES = {
    "x86_64": (0xC000003E, _REFUSED_X86_64, 56, 435, 41),
    "aarch64": (0xC00000B7, _REFUSED_AARCH64, 220, 435, 198),
}
_NEW_NAMESPACE_FLAGS = 0x7E020000  # CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET}
_FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6
_X32_BIT = 0x40000000

_LOAD, _JEQ, _JGE, _JSET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NR, _ARCH, _ARG0 = 0, 4, 16  # offsets in struct seccomp_data
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def build(machine: str | None = None) -> bytes:
    """Return the filter's instructions for `machine` (default: this one).

    Raises
    ------
    OSError
        For a machine type without a table of calls.
    """
    machine = machine or platform.machine()
    if machine not in _MACHINES:
        raise OSError(errno.ENOSYS, f"no table of system calls for {machine}")
    arch, refused, clone, clone3, socket_call = _MACHINES[machine]

    def op(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    refuse, allow = op(_RETURN, _ERRNO | errno.EPERM), op(_RETURN, _ALLOW)
    program = [op(_LOAD, _ARCH), op(_JEQ, arch, 1, 0), op(_RETURN, _KILL), op(_LOAD, _NR)]
    program += [op(_JGE, _X32_BIT, 0, 1), refuse]
    for number in sorted(refused.values()):
        program += [op(_JEQ, number, 0, 1), refuse]
    # glibc falls back from clone3, whose flags a filter cannot see, to clone
    program += [op(_JEQ, clone3, 0, 1), op(_RETURN, _ERRNO | errno.ENOSYS)]
    program += [op(_JEQ, clone, 0, 4), op(_LOAD, _ARG0), op(_JSET, _NEW_NAMESPACE_FLAGS, 0, 1), refuse, allow]
    program += [op(_JEQ, socket_call, 0, 2 + len(_FAMILIES)), op(_LOAD, _ARG0)]
    for index, family in enumerate(_FAMILIES):
        program.append(op(_JEQ, family, len(_FAMILIES) - index, 0))
    program += [refuse, allow]
    return b"".join(program)


def install(program: bytes) -> None:
    """Put the filter on this process and all that it will start; there is no way back."""
    libc = ctypes.CDLL(None, use_errno=True)
    prog = _Program(len(program) // 8, program)
    zero, one = ctypes.c_ulong(0), ctypes.c_ulong(1)
    failed = libc.prctl(_PR_SET_NO_NEW_PRIVS, one, zero, zero, zero)
    if failed or libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_MODE_FILTER), ctypes.byref(prog), zero, zero):
        raise OSError(ctypes.get_errno(), "the system-call filter could not be installed")
