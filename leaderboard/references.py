"""Models that are on every board and are no team's: trained by ourselves, once for a data set, and stored."""

from __future__ import annotations

import hashlib
import importlib
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from autograder import entries as grader
from autograder.datasets.heldout import HeldOutFaces
from autograder.entries import Predictions
from autograder.errors import AutograderError
from leaderboard.board import BASELINE, INSTRUCTOR
from leaderboard.facts import Reference
from leaderboard.settings import Leaderboard
from leaderboard.store import Store

FILE = "faces.npz"

Pixels = npt.NDArray[np.uint8]
Progress = Callable[[str, int, int], object]


class NoTrainingImages(AutograderError):
    """Raised when the images that students get cannot be read."""


class TrainingFailed(AutograderError):
    """Raised when a model cannot be trained here."""


class Train(Protocol):
    """Trains a model on the students' images and lets it predict the held-out ones."""

    def __call__(
        self,
        images: Pixels,
        labels: npt.NDArray[np.int64],
        heldout: Pixels,
        people: int,
        seed: int,
        progress: Callable[[int, int], object],
    ) -> tuple[Predictions, int]:
        """Return the predictions and the size of the weights in bytes; tell each epoch, of how many."""
        ...


@dataclass(frozen=True)
class Model:
    """A model that we train.

    Parameters
    ----------
    name
        What it is called on the board.
    kind
        Which row it is.
    module
        Has ``RECIPE``, which tells one way of training from another, and ``train``, a `Train`.
    """

    name: str
    kind: Literal["baseline", "instructor"]
    module: str

    @property
    def recipe(self) -> str:
        """How it is trained."""
        return str(importlib.import_module(self.module).RECIPE)

    @property
    def train(self) -> Train:
        """What trains it."""
        found: Train = importlib.import_module(self.module).train
        return found


MODELS = (
    Model(BASELINE, "baseline", "leaderboard.baselines"),
    Model(INSTRUCTOR, "instructor", "leaderboard.convnet"),
)


@dataclass(frozen=True)
class References:
    """The models of a course.

    Parameters
    ----------
    settings
        The course's.
    store
        Keeps what they predict.
    faces
        The held-out images.
    """

    settings: Leaderboard
    store: Store
    faces: HeldOutFaces

    @property
    def source(self) -> Path | None:
        """The file with the students' images; None where there is none."""
        return next((path for path in self._places if path.is_file()), None)

    @property
    def _places(self) -> list[Path]:
        mine = self.settings
        return [mine.root / stage / mine.assignment / FILE for stage in ("release", "source")]

    def stored(self) -> tuple[Reference, ...]:
        """Return those that were trained on the students' images as they are now.

        Raises
        ------
        NoTrainingImages
        """
        made_from, heldout = self._made_from(), grader.fingerprint(self.faces)
        found = []
        for model, text in made_from.items():
            kept = self.store.reference(heldout, model.name, text)
            if kept is not None:
                predictions, size = kept
                found.append(
                    Reference(model.name, predictions.probabilities, size, predictions.seconds, model.kind)
                )
        return tuple(found)

    def train(self, models: Sequence[Model], progress: Progress = lambda name, done, of: None) -> list[str]:
        """Train those of some models that are not stored yet; return their names.

        Raises
        ------
        NoTrainingImages
        TrainingFailed
            The models before the one that failed are stored.
        """
        there = {one.name for one in self.stored()}
        images, labels = self._training()
        made_from, heldout = self._made_from(), grader.fingerprint(self.faces)
        fresh = [model for model in models if model.name not in there]
        for model in fresh:
            try:
                predictions, size = model.train(
                    images,
                    labels,
                    self.faces.images,
                    len(self.faces.names),
                    self.settings.seed,
                    lambda done, of, name=model.name: progress(name, done, of),  # type: ignore[misc]
                )
            except (ImportError, MemoryError, ValueError) as error:
                raise TrainingFailed(f"{model.name}: it could not be trained here ({error}).") from error
            self.store.keep_reference(heldout, model.name, made_from[model], predictions, size)
        return [model.name for model in fresh]

    def _made_from(self) -> dict[Model, str]:
        """Digests of what each model is trained on, and how."""
        images, labels = self._training()
        found = {}
        for model in MODELS:
            digest = hashlib.sha256(f"{model.recipe} {self.settings.seed}".encode())
            for array in (images, labels):
                digest.update(np.ascontiguousarray(array).tobytes())
            found[model] = digest.hexdigest()
        return found

    def _training(self) -> tuple[Pixels, npt.NDArray[np.int64]]:
        path = self.source
        if path is None:
            raise NoTrainingImages(
                f"There is no {self._places[0].relative_to(self.settings.root)}, which the models for "
                "comparison are trained on; make it with 'autograder data faces'."
            )
        try:
            with np.load(path, allow_pickle=False) as archive:
                return archive["X_train"], archive["y_train"].astype(np.int64)
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise NoTrainingImages(f"{path} cannot be used ({error}); make it anew.") from error
