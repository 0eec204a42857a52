"""Photographs from a folder tree: NAME/*.jpg, or train/NAME/*.jpg, valid/NAME/*.jpg and test/NAME/*.jpg."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from autograder.datasets.names import chosen, person
from autograder.datasets.photo import Images, PhotoUnusable, load, square
from autograder.datasets.pictures import Pictures, Steps, unseen
from autograder.errors import AutograderError

SOURCE = "photographs"
LICENCE = "not stated: ask before you pass them on"
_PARTS = {
    "train": "train",
    "training": "train",
    "valid": "valid",
    "val": "valid",
    "validation": "valid",
    "test": "test",
    "testing": "test",
}


class FolderUnusable(AutograderError):
    """Raised when a folder is no tree of photographs."""


@dataclass(frozen=True)
class _Place:
    """A folder with photographs of one person."""

    name: str
    part: str
    path: Path


@dataclass(frozen=True)
class _Tree:
    """A tree of folders, looked at without being led out of it; collects what was left out."""

    root: Path
    problems: list[tuple[str, str]] = field(default_factory=list)

    def shown(self, path: Path) -> str:
        """A path as reports show it."""
        return path.relative_to(self.root).as_posix()

    def leave_out(self, path: Path, reason: str) -> None:
        """Report something that is not used."""
        self.problems.append((self.shown(path), reason))

    def inside(self, folder: Path) -> Iterator[Path]:
        """What a folder holds, in order, but for what is hidden and what leads out of the tree."""
        try:
            paths = sorted(folder.iterdir())
        except OSError as error:
            self.leave_out(folder, f"cannot be read ({error.strerror})")
            return
        for path in paths:
            if path.name.startswith(".") or path.name == "__MACOSX":
                self.leave_out(path, "is hidden")
            elif path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(self.root):
                self.leave_out(path, "is a link that leads out of the folder")
            else:
                yield path

    def people(self) -> list[_Place]:
        """The folders of the people, in all parts."""
        top = list(self.inside(self.root))
        parts = {path: _PARTS[path.name.casefold()] for path in top if path.name.casefold() in _PARTS}
        if not {"train", "test"} <= set(parts.values()):
            return [_Place(person(path.name), "", path) for path in self._folders(top)]
        for path in top:
            if path not in parts:
                self.leave_out(path, "lies beside train and test, not in them")
        return [
            _Place(person(path.name), part, path)
            for folder, part in parts.items()
            for path in self._folders(self.inside(folder) if folder.is_dir() else [])
        ]

    def _folders(self, paths: Sequence[Path] | Iterator[Path]) -> Iterator[Path]:
        for path in paths:
            if path.is_dir():
                yield path
            else:
                self.leave_out(path, "lies in no person's folder")

    def files(self, folder: Path) -> Iterator[Path]:
        """The files of one person."""
        for path in self.inside(folder):
            if path.is_dir():
                self.leave_out(path, "is a folder in a person's folder: not looked into")
            elif not path.is_file():  # a pipe would be waited for, for ever
                self.leave_out(path, "is a link to nowhere, or no file")
            else:
                yield path


def read(
    folder: Path,
    size: int = 48,
    *,
    people: Sequence[str] = (),
    source: str = SOURCE,
    licence: str = LICENCE,
    steps: Steps = unseen,
) -> Pictures:
    """Read all photographs of a folder tree, each cut to a square in its middle.

    What cannot be used is left out and reported: broken and tiny files, what is no image or an animation,
    hidden files, links that lead out of the tree, files that lie where no person's photographs are.

    Parameters
    ----------
    folder
        Its folders bear the names of the people; or they are called train, valid (or val, validation) and
        test, and have such folders. Underscores in names are read as spaces, and case does not matter.
    size
        Height and width of the pictures; smaller photographs are left out.
    people
        Names of those to take. None: all, who have to be eight.
    source, licence
        For the data card.
    steps
        Progress.

    Raises
    ------
    FolderUnusable
        When there is no such folder, or no photograph in it.
    PeopleUnusable
        When it has not the people that are needed.
    """
    tree = _Tree(Path(os.path.realpath(folder)))
    if not tree.root.is_dir():
        hint = " It is a file: unpack it first." if tree.root.exists() else ""
        raise FolderUnusable(f"There is no folder {folder}.{hint}")
    places = tree.people()
    names = chosen((place.name for place in places), people, str(folder))
    label_of = {name.casefold(): label for label, name in enumerate(names)}
    found = [
        (path, place.part, label_of[place.name.casefold()])
        for place in places
        if place.name.casefold() in label_of
        for path in tree.files(place.path)
    ]
    advance = steps("Reading photographs", len(found))
    images: list[Images] = []
    used: list[tuple[Path, str, int]] = []
    for path, part, label in found:
        try:
            images.append(square(load(path, least=size), size))
            used.append((path, part, label))
        except PhotoUnusable as error:
            tree.leave_out(path, str(error))
        advance()
    if not images:
        raise FolderUnusable(f"{folder} holds no photograph that can be used: {_most_frequent(tree)}.")
    return Pictures(
        images=np.stack(images),
        labels=np.array([label for _, _, label in used]),
        names=names,
        source=source,
        licence=licence,
        origins=tuple(tree.shown(path) for path, _, _ in used),
        parts=tuple(part for _, part, _ in used) if used[0][1] else None,
        problems=tuple(tree.problems),
    )


def _most_frequent(tree: _Tree) -> str:
    reasons = [reason for _, reason in tree.problems]
    if not reasons:
        return "its folders are empty"
    reason = max(reasons, key=reasons.count)
    return f"{reasons.count(reason)} of {len(reasons)} files: {reason}"
