"""How much a hand-in may use. All of it can be set in nbgrader_config.py as ``c.Limits.NAME = ...``."""

from __future__ import annotations

from typing import Any

from traitlets import Float, Integer
from traitlets.config import Configurable

MIB = 1 << 20


class Limits(Configurable):
    """Limits of one sandbox, per cell and per notebook."""

    cell_seconds = Float(60.0, help="Wall time of one cell, in seconds.").tag(config=True)
    notebook_seconds = Float(600.0, help="Wall time of all cells together, in seconds.").tag(config=True)
    call_seconds = Float(10.0, help="Wall time of one call by a hidden test, in seconds.").tag(config=True)
    tests_seconds = Float(
        300.0, help="Wall time that all hidden tests together may spend in the student's code, in seconds."
    ).tag(config=True)
    grace_seconds = Float(
        2.0, help="How long a cell or call that was interrupted may take to stop, before it is killed."
    ).tag(config=True)
    cpu_seconds = Integer(900, help="CPU time of each process of the notebook, in seconds.").tag(config=True)
    memory_mb = Integer(2048, help="Memory of all processes of the notebook together, in MiB.").tag(
        config=True
    )
    processes = Integer(64, help="Processes and threads at a time.").tag(config=True)
    open_files = Integer(256, help="Open files of each process.").tag(config=True)
    disk_mb = Integer(64, help="Size of the notebook's only writable folder, in MiB.").tag(config=True)
    files = Integer(4096, help="Number of files and folders in it.").tag(config=True)
    output_mb = Float(2.0, help="Output of one cell, pictures included, in MiB.").tag(config=True)
    answer_mb = Float(64.0, help="One value that a hidden test asks for, in MiB.").tag(config=True)
    restarts = Integer(
        3, help="How often a notebook is started again without the cell that ended its process."
    ).tag(config=True)

    def values(self) -> dict[str, float]:
        """Return all limits by name."""
        return {name: getattr(self, name) for name in sorted(self.trait_names(config=True))}

    def for_guest(self) -> dict[str, Any]:
        """Return what the fork server needs to know, in bytes and seconds."""
        return {
            "memory_bytes": self.memory_mb * MIB,
            "cpu_seconds": self.cpu_seconds,
            "processes": self.processes,
            "open_files": self.open_files,
            "disk_bytes": self.disk_mb * MIB,
            "files": self.files,
        }
