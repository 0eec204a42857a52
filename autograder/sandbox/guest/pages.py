"""Joins this process's small pages of memory to large ones: a fork then has less to copy.

TensorFlow's modules fill some hundred megabytes. Each fork copies the tables of their pages, and each
sandbox takes three forks.
"""

from __future__ import annotations

import ctypes

_MADV_COLLAPSE = 25  # linux/mman.h, since Linux 6.1
_LARGE = 1 << 21  # bytes; where the large pages of a machine have another size, nothing is joined

_libc = ctypes.CDLL(None, use_errno=True)


def join() -> None:
    """Join the pages that only this process has, wherever the kernel can; see madvise(2)."""
    with open("/proc/self/maps") as file:
        mappings = [line.split(maxsplit=5) for line in file]
    for addresses, rights, _, _, file_number, *_ in mappings:
        if rights == "rw-p" and file_number == "0":
            start, end = (int(address, 16) for address in addresses.split("-"))
            start, end = -(-start // _LARGE) * _LARGE, end // _LARGE * _LARGE
            if start < end:
                _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_COLLAPSE)
