"""Tells one version of the grader from another, for each assignment on its own.

What a result depends on besides the hand-in is the source that made it: the hidden suite, all of this package
that the suite and the grader import, and the versions of the libraries. So a mended hidden test makes new
results of its own assignment only.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib.util
import json
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from autograder import suite

_PACKAGE = "autograder"
_GRADER = ("autograder.grading", "autograder.results.codec", "autograder.results.task")
_GUEST = Path(__file__).resolve().parents[1] / "sandbox" / "guest"  # sent into the sandbox as text
_LIBRARIES = (
    "bleach",
    "h5py",
    "hypothesis",
    "ipython",
    "keras",
    "matplotlib",
    "nbconvert",
    "nbformat",
    "nbgrader",
    "numpy",
    "pandas",
    "pillow",
    "pytest",
    "scikit-learn",
    "scipy",
    "tensorflow",
    "tensorflow-cpu",
)
_BEGUN = time.time()


@dataclass(frozen=True)
class Version:
    """The grader of one assignment.

    Parameters
    ----------
    digest
        The same for the same source and libraries, whatever the machine.
    known
        Whether the source on disk is what this process runs. It is not where a file was changed after the
        process had begun; results are then neither kept nor looked up.
    """

    digest: str
    known: bool


@functools.cache
def version(assignment: str) -> Version:
    """Return the version of the grader that this process runs.

    Parameters
    ----------
    assignment
        Chooses the hidden suite.

    Raises
    ------
    SuiteMismatch
        When there is no suite, or it cannot be read.
    """
    begun, loaded = suite.loaded_before(assignment)
    files = dict(_sources([*_GRADER, f"{_PACKAGE}.hidden.{assignment}"]))
    # the time of the last change of the inode: that of the content can be set to anything
    known = all(path.stat().st_ctime < (_BEGUN if name in loaded else begun) for name, path in files.items())
    files.update({f"guest/{path.name}": path for path in sorted(_GUEST.glob("*.py"))})
    contents = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    libraries = {name: _version_of(name) for name in _LIBRARIES}
    about = [platform.python_version(), libraries, contents]
    digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()
    return Version(digest, known)


def _version_of(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""


def _sources(names: list[str]) -> Iterator[tuple[str, Path]]:
    """Names and files of modules of this package, with all of it that they import."""
    pending, seen = list(names), set()
    while pending:
        name = pending.pop()
        if name in seen or name.split(".")[0] != _PACKAGE:
            continue
        seen.add(name)
        if "." in name:
            pending.append(name.rpartition(".")[0])
        try:
            spec = importlib.util.find_spec(name)
        except ModuleNotFoundError:  # a name in a module, not a module
            continue
        if spec is None or spec.origin is None:
            continue
        path = Path(spec.origin)
        yield name, path
        pending += _imported(path)


def _imported(path: Path) -> Iterator[str]:
    for node in _statements(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module.split(".")[0] == _PACKAGE:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """All statements below a node; expressions hold none, and are most of a module."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield child
            yield from _statements(child)
