"""The freeze: a snapshot of all that the final board depends on, from which it is rebuilt bit for bit."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.metadata
import json
import platform
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from autograder.datasets.heldout import HeldOut
from autograder.errors import AutograderError
from autograder.files import replaced
from leaderboard import board, rows, shakeup
from leaderboard.documents import Row, ShakeUp
from leaderboard.facts import Facts, Images, Reference, Rules, has_answers
from leaderboard.scoring import FloatArray, predicted
from leaderboard.store import COLUMNS as ENTRY_COLUMNS
from leaderboard.store import NO_ANSWER, PASSED

FOLDER = "snapshots"
FORMAT = 1
_DECIDING = (
    "board",
    "facts",
    "freeze",
    "names",
    "ranking",
    "ranksets",
    "replay",
    "rows",
    "scoring",
    "shakeup",
)


class SnapshotUnusable(AutograderError):
    """Raised when a snapshot cannot be read, or is not what its name says."""


@dataclass(frozen=True)
class Final:
    """The final board.

    Parameters
    ----------
    digest
        Hash of the snapshot that it comes from.
    rows
        On the private half.
    shake_up
        From the public to the private half; None where no team has an entry.
    """

    digest: str
    rows: list[Row]
    shake_up: ShakeUp | None

    def document(self) -> bytes:
        """Return it as a file."""
        return _canonical(dataclasses.asdict(self)) + b"\n"


def write(store: HeldOut, facts: Facts) -> Final:
    """Write the snapshot of a board that is frozen, and the final board beside it.

    Parameters
    ----------
    store
        The held-out store, which takes the files: they hold labels.
    facts
        As they are at the freeze; entries after `last_turn` are left out.
    """
    manifest, arrays = _pack(facts)
    digest = _digest(manifest, arrays)
    path = snapshot_path(store, digest)
    with replaced(path) as file:
        np.savez_compressed(
            file, manifest=np.array(_canonical(manifest).decode()), allow_pickle=False, **arrays
        )
    final = compute(path)
    with replaced(path.with_suffix(".json")) as file:
        file.write(final.document())
    return final


def snapshot_path(store: HeldOut, digest: str) -> Path:
    """Return the file of a snapshot."""
    return store.private_folder(FOLDER) / f"{digest}.npz"


def compute(path: Path) -> Final:
    """Compute the final board from a snapshot, and from nothing else.

    Raises
    ------
    SnapshotUnusable
    """
    digest, facts = load(path)
    frame = board.compute(facts, "private")
    return Final(digest, rows.rows(frame, recall=True), shakeup.report(facts))


def rebuild(path: Path) -> Final:
    """Compute the final board anew and compare it with the one that was written at the freeze.

    Raises
    ------
    SnapshotUnusable
        When the snapshot is damaged, or the board differs in a single bit.
    """
    final = compute(path)
    beside = path.with_suffix(".json")
    try:
        written = beside.read_bytes()
    except OSError as error:
        raise SnapshotUnusable(f"The final board {beside} cannot be read: {error.strerror}.") from error
    if written != final.document():
        then, now = made_with(path), _made_with()
        other = [f"{name} {then.get(name)} (now {now[name]})" for name in now if then.get(name) != now[name]]
        why = f"it was made with {', '.join(other)}" if other else "the file was changed"
        raise SnapshotUnusable(f"The rebuilt board differs from {beside}: {why}.")
    return final


def made_with(path: Path) -> dict[str, str]:
    """Return the versions of code and libraries that a snapshot was made with."""
    manifest, _ = _read(path)
    return dict(manifest["made_with"])


def load(path: Path) -> tuple[str, Facts]:
    """Return a snapshot's hash and the facts in it.

    Raises
    ------
    SnapshotUnusable
        When it cannot be read, or its content has not the hash that it is named by.
    """
    manifest, arrays = _read(path)
    digest = _digest(manifest, arrays)
    if digest != path.stem:
        raise SnapshotUnusable(f"{path} was changed: its hash is {digest}.")
    try:
        return digest, _unpack(manifest, arrays)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise SnapshotUnusable(f"{path} is of another version of this program: {error}.") from error


def _read(path: Path) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files if name != "manifest"}
            return json.loads(str(archive["manifest"])), arrays
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise SnapshotUnusable(f"The snapshot {path} cannot be read ({error}).") from error


def _canonical(document: object) -> bytes:
    """JSON that has one form only."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode()


def _digest(manifest: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> str:
    digest = hashlib.sha256(_canonical(manifest))
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.dtype.str} {array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _made_with() -> dict[str, str]:
    code = hashlib.sha256()
    for name in _DECIDING:
        code.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    versions = {name: importlib.metadata.version(name) for name in ("convclass", "numpy", "pandas", "scipy")}
    return {**versions, "python": platform.python_version(), "code": code.hexdigest()}


def _pack(facts: Facts) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    facts = facts.in_order()
    if facts.last_turn is not None:
        before = (facts.entries["turn"] <= facts.last_turn).to_numpy()
        facts = dataclasses.replace(facts, entries=facts.entries[before], answers=facts.answers[before])
    frame = facts.entries.copy()
    frame["handed_in"] = [when.isoformat() for when in frame["handed_in"]]
    frame["seconds"] = [None if np.isnan(value) else float(value) for value in frame["seconds"]]
    passed = list(frame["entry"][has_answers(facts)])
    images, people = len(facts.images.ids), len(facts.images.people)
    manifest = {
        "format": FORMAT,
        "made_with": _made_with(),
        "rules": dataclasses.asdict(facts.rules),
        "labels_version": facts.images.labels_version,
        "ids": list(facts.images.ids),
        "people": list(facts.images.people),
        "entries": frame.astype("object").where(frame.notna(), None).to_dict("records"),
        "finals": {team: list(chosen) for team, chosen in facts.finals.items()},
        "last_turn": facts.last_turn,
        "baselines": [
            {"name": one.name, "kind": one.kind, "model_bytes": one.model_bytes, "seconds": one.seconds}
            for one in facts.references
        ],
    }
    none = np.zeros((0, images, people))
    arrays = {
        "probabilities": facts.probabilities(passed) if passed else none,
        "baselines": np.stack([one.probabilities for one in facts.references]) if facts.references else none,
        "public": facts.images.public,
        "labels": facts.images.labels,
        "true_labels": facts.images.true_labels,
    }
    return json.loads(_canonical(manifest)), arrays


def _unpack(manifest: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> Facts:
    if manifest["format"] != FORMAT:
        raise ValueError(f"format {manifest['format']}")
    frame = pd.DataFrame(manifest["entries"], columns=list(ENTRY_COLUMNS))
    frame["handed_in"] = pd.to_datetime(frame["handed_in"], utc=True, format="ISO8601")
    frame["seconds"] = frame["seconds"].astype(np.float64)
    probabilities: FloatArray = arrays["probabilities"]
    passed = (frame["outcome"] == PASSED).to_numpy()
    answers = np.full((len(frame), len(manifest["ids"])), NO_ANSWER, dtype=np.uint8)
    answers[passed] = predicted(probabilities)
    position = {uid: number for number, uid in enumerate(frame["entry"][passed])}

    def of(uids: Sequence[str]) -> FloatArray:
        return probabilities[[position[uid] for uid in uids]]

    rules = {**manifest["rules"], "instructors": tuple(manifest["rules"]["instructors"])}
    return Facts(
        entries=frame,
        answers=answers,
        probabilities=of,
        images=Images(
            ids=tuple(manifest["ids"]),
            public=arrays["public"],
            labels=arrays["labels"],
            labels_version=manifest["labels_version"],
            true_labels=arrays["true_labels"],
            people=tuple(manifest["people"]),
        ),
        rules=Rules(**rules),
        references=tuple(
            Reference(one["name"], rows, one["model_bytes"], one["seconds"], one.get("kind", "baseline"))
            for one, rows in zip(manifest["baselines"], arrays["baselines"], strict=True)
        ),
        finals={team: tuple(chosen) for team, chosen in manifest["finals"].items()},
        last_turn=manifest["last_turn"],
    )
