"""Pictures of people as every source of faces gives them, before they are split."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Advance = Callable[[], object]
Steps = Callable[[str, int], Advance]
"""Told what begins and how many steps it has; returns what is called after each step, for a progress bar."""


def unseen(what: str, total: int) -> Advance:
    """`Steps` for those who want to see none."""
    return lambda: None


@dataclass(frozen=True)
class Pictures:
    """Square pictures with the name of the person on each.

    Parameters
    ----------
    images
        uint8, shape (n, size, size, 3).
    labels
        int64, shape (n,): index into `names`, as the source states it, perhaps wrongly.
    names
        The people.
    source, licence
        Where the pictures come from and what may be done with them, in words.
    true_labels
        int64, shape (n,): who is really shown. None: not known.
    origins
        Where each picture comes from, for reports; empty texts where there is nothing to say.
    parts
        ``"train"``, ``"valid"`` or ``"test"`` per picture. None: the source is not split.
    problems
        What was left out: file and reason.
    """

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    names: tuple[str, ...]
    source: str
    licence: str
    true_labels: npt.NDArray[np.int64] | None = None
    origins: tuple[str, ...] = ()
    parts: tuple[str, ...] | None = None
    problems: tuple[tuple[str, str], ...] = ()

    def take(self, chosen: npt.NDArray[Any]) -> Pictures:
        """Return some of the pictures, by index."""
        true, parts = self.true_labels, self.parts
        return Pictures(
            images=self.images[chosen],
            labels=self.labels[chosen],
            names=self.names,
            source=self.source,
            licence=self.licence,
            true_labels=None if true is None else true[chosen],
            origins=tuple(self.origins[i] for i in chosen) if self.origins else (),
            parts=None if parts is None else tuple(parts[i] for i in chosen),
            problems=self.problems,
        )
