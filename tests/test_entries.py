"""Entries for the leaderboard: predictions are kept as they are, once for each hand-in."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from test_heldout import FACES

from autograder import entries
from autograder.datasets.heldout import HeldOut
from autograder.entries import About, Entry, EntryUnreadable, Failed, Predictions
from autograder.outcomes import Outcome

ABOUT = About(
    assignment="celebrity_project",
    student="ann",
    team="team-../a\n<b>",
    handed_in="2026-11-24T10:00:00+00:00",
    graded="2026-11-24T10:05:00+00:00",
    model_bytes=1234,
    heldout="abc",
)


def predictions(seed: int = 0, count: int = 4) -> Predictions:
    rows = np.random.default_rng(seed).random((count, 8))
    return Predictions(rows / rows.sum(axis=1, keepdims=True), 0.5)


def test_an_entry_comes_back(tmp_path: Path) -> None:
    store = HeldOut(tmp_path / "heldout")
    entries.save(store, ABOUT, predictions())
    ((about, found),) = entries.load(store)
    assert isinstance(found, Predictions)
    assert about == ABOUT and found.seconds == 0.5
    assert np.array_equal(found.probabilities, predictions().probabilities)


def test_grading_again_adds_as_a_new_hand_in_does(tmp_path: Path) -> None:
    store = HeldOut(tmp_path / "heldout")
    entries.save(store, ABOUT, predictions(0))
    entries.save(store, dataclasses.replace(ABOUT, graded="2026-11-24T11:00:00+00:00"), predictions(1))
    entries.save(store, dataclasses.replace(ABOUT, handed_in="2026-11-23T10:00:00+00:00"), predictions(2))
    entries.save(store, ABOUT, predictions(0))
    found = [result.probabilities for _, result in entries.load(store) if isinstance(result, Predictions)]
    assert len(found) == 3
    for rows, seed in zip(found, (2, 0, 1), strict=True):
        assert np.array_equal(rows, predictions(seed).probabilities)


def test_a_hand_in_without_predictions_comes_back_with_its_reason(tmp_path: Path) -> None:
    store = HeldOut(tmp_path / "heldout")
    failed = Failed(Outcome.TIMED_OUT, "predict took longer than 60 s. \u202e")
    entries.save(store, ABOUT, failed)
    assert list(entries.load(store)) == [(ABOUT, failed)]


def test_the_first_reason_counts_and_none_once_there_are_predictions() -> None:
    entry = Entry()
    entry.fail(Outcome.CRASHED, "x" * 5000)
    entry.fail(Outcome.WRONG, "later")
    assert entry.result == Failed(Outcome.CRASHED, "x" * 1000)
    entry.record(predictions().probabilities, 1.0)
    entry.fail(Outcome.WRONG, "later still")
    assert entry.failed is None and entry.result is entry.predictions is not None


def test_the_digest_is_of_names_and_contents() -> None:
    digests = [{"a": b"x", "b": b"y"}, {"b": b"y", "a": b"x"}, {"a": b"xy"}, {"a": b"y", "b": b"x"}, {}]
    first, same, *others = map(entries.digest, digests)
    assert first == same and len({first, *others}) == 4


def test_other_heldout_images_make_another_entry(tmp_path: Path) -> None:
    store = HeldOut(tmp_path / "heldout")
    for heldout in ("abc", "def"):
        entries.save(store, dataclasses.replace(ABOUT, heldout=heldout), predictions())
    assert len(list(entries.load(store))) == 2


def test_names_never_lead_out_of_the_folder(tmp_path: Path) -> None:
    store = HeldOut(tmp_path / "heldout")
    path = entries.save(store, dataclasses.replace(ABOUT, student="../../x", team="/etc"), predictions())
    assert path.parent == store.directory / "entries"


def test_a_damaged_entry_is_named(tmp_path: Path) -> None:
    store = HeldOut(tmp_path / "heldout")
    path = entries.save(store, ABOUT, predictions())
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(EntryUnreadable, match=path.name):
        list(entries.load(store))


@pytest.mark.parametrize(
    "rows",
    [np.full((2, 8), np.nan), np.full((2, 8), 0.5), np.full(8, 0.125), np.full((2, 8), np.inf)],
    ids=["not a number", "sum to four", "one row", "infinite"],
)
def test_only_probabilities_are_recorded(rows: np.ndarray) -> None:
    entry = Entry()
    with pytest.raises(ValueError, match="sum to one"):
        entry.record(rows, 1.0)
    assert entry.predictions is None


def test_the_fingerprint_is_of_the_images_not_of_the_labels() -> None:
    relabelled = dataclasses.replace(FACES, labels=FACES.labels[::-1])
    others = dataclasses.replace(FACES, images=255 - FACES.images)
    assert entries.fingerprint(FACES) == entries.fingerprint(relabelled) != entries.fingerprint(others)
