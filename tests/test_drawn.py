"""The drawn faces: decided by their seed, told apart by shapes, with wrong labels and ambiguous images."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PIL import Image
from sklearn.linear_model import LogisticRegression

from autograder.datasets import drawn, similarity
from autograder.datasets.drawn_face import Look, draw_face
from autograder.datasets.drawn_people import HAIR_STYLES, NAMES, Person, people
from autograder.datasets.pictures import Pictures

SEEDS = range(30)
HUGE = 2**127 + 12345
NEUTRAL = Look(
    centre=(96, 96),
    scale=60,
    angle=0,
    turn=0,
    smile=0.3,
    open_mouth=0,
    closed_eyes=0,
    gaze=0,
    wears_glasses=True,
    hat=None,
    shirt=(90, 90, 90),
    mirrored=False,
)


@pytest.fixture(scope="module")
def many() -> Pictures:
    return drawn.draw(120, seed=4, size=24)


def pairs(cast: tuple[Person, ...]) -> list[tuple[Person, Person]]:
    return [
        (one, other)
        for one, other in combinations(cast, 2)
        if (one.skin, one.hair) == (other.skin, other.hair)
    ]


def portrait(person: Person, look: Look = NEUTRAL) -> np.ndarray:
    picture = Image.new("RGB", (192, 192), (128, 160, 200))
    draw_face(picture, person, look)
    return np.asarray(picture.resize((48, 48), Image.Resampling.BOX), dtype=np.float64)


# the people


@pytest.mark.parametrize("seed", SEEDS)
def test_four_pairs_share_their_colours_and_two_of_them_their_hair_style(seed: int) -> None:
    cast = people(seed)
    assert len(cast) == len(NAMES) == 8
    together = pairs(cast)
    assert len(together) == 4 and len({id(person) for pair in together for person in pair}) == 8
    alike = [pair for pair in together if pair[0].style == pair[1].style]
    assert len(alike) == 2
    for one, other in alike:
        assert bool(one.beard or one.glasses) != bool(other.beard or other.glasses)
    assert {person.style for person in cast} <= set(HAIR_STYLES)
    assert len({person.style for person in cast}) == 6


@pytest.mark.parametrize("seed", SEEDS)
def test_the_measures_of_no_two_people_are_alike(seed: int) -> None:
    cast = people(seed)
    for name in ("width", "jaw", "eye_gap", "eye_size", "brow_tilt", "nose_length", "mouth_width"):
        values = sorted(getattr(person, name) for person in cast)
        assert np.allclose(np.diff(values), (values[-1] - values[0]) / 7)
        for one, other in pairs(cast):
            assert abs(getattr(one, name) - getattr(other, name)) > 0.5 * (values[-1] - values[0])


def test_seeds_draw_people_of_their_own() -> None:
    assert people(1) == people(1)
    everybody = [person for seed in SEEDS for person in people(seed)]
    assert len(set(everybody)) == len(everybody)
    places = Counter(
        name for seed in SEEDS for name, person in zip(NAMES, people(seed), strict=True) if person.beard
    )
    assert set(places) == set(NAMES)  # nobody's name tells what they look like


@pytest.mark.parametrize("seed", SEEDS)
def test_each_face_can_be_told_from_every_other(seed: int) -> None:
    faces = [portrait(person) for person in people(seed)]
    for one, other in combinations(faces, 2):
        assert np.mean(np.abs(one - other).max(axis=2) > 30) > 0.03  # of the pixels


@pytest.mark.parametrize("style", HAIR_STYLES)
@pytest.mark.parametrize("beard", ["", "moustache", "goatee", "full"])
def test_hair_and_beard_show(style: str, beard: str) -> None:
    person = replace(people(0)[0], style=style, beard=beard, glasses="")
    plain = replace(person, style="receding" if style != "receding" else "cropped", beard="")
    assert np.mean(np.abs(portrait(person) - portrait(plain)).max(axis=2) > 30) > 0.02


def test_a_mirrored_face_is_mirrored() -> None:
    person = replace(people(0)[0], style="long")
    look = replace(NEUTRAL, turn=0.7, angle=0.3)
    mirrored = portrait(person, replace(look, mirrored=True))
    assert np.abs(mirrored[:, ::-1] - portrait(person, look)).mean() < 3
    assert np.abs(mirrored - portrait(person, look)).mean() > 10


# the pictures


@pytest.mark.parametrize("size", [16, 48, 61])
def test_pictures_are_as_they_are_asked_for(size: int) -> None:
    seen = []
    pictures = drawn.draw(3, seed=HUGE, size=size, progress=lambda: seen.append(1))
    assert pictures.images.shape == (24, size, size, 3) and pictures.images.dtype == np.uint8
    assert pictures.labels.tolist() == [label for label in range(8) for _ in range(3)]
    assert pictures.names == NAMES and len(seen) == 24
    assert pictures.true_labels is not None and pictures.true_labels.shape == (24,)
    assert pictures.parts is None and pictures.source and pictures.licence


def test_the_seed_decides_and_more_pictures_change_no_other() -> None:
    few, same, more, other = (drawn.draw(n, seed) for n, seed in ((2, 1), (2, 1), (3, 1), (2, 2)))
    assert np.array_equal(few.images, same.images)
    firsts = np.flatnonzero(np.arange(24) % 3 < 2)
    assert np.array_equal(few.images, more.images[firsts])
    assert np.array_equal(few.true_labels, more.take(firsts).true_labels)
    assert not np.array_equal(few.images, other.images)


def test_some_labels_are_wrong(many: Pictures) -> None:
    wrong = many.true_labels != many.labels
    assert 0.045 < wrong.mean() < 0.095  # 960 images: three deviations around .07
    confused = Counter(zip(many.labels[wrong].tolist(), many.true_labels[wrong].tolist(), strict=True))
    assert len(confused) > 20 and max(confused.values()) < 8  # not one person for another


def test_some_images_are_ambiguous(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people, a tiny face, a hidden one: a hundredth each."""
    scales: list[list[float]] = []
    hidden = []

    def count(picture: object, person: Person, look: Look) -> None:
        scales[-1].append(look.scale)

    real = drawn.background
    monkeypatch.setattr(drawn, "background", lambda side, rng: (scales.append([]), real(side, rng))[1])
    monkeypatch.setattr(drawn, "draw_face", count)
    monkeypatch.setattr(drawn, "hide", lambda *given: hidden.append(1))
    total = 8 * len([drawn.draw(250, seed=9, size=16)]) * 250
    two = sum(len(found) == 2 for found in scales)
    tiny = sum(len(found) == 1 and found[0] < 0.18 * 64 for found in scales)
    assert len(scales) == total
    for count_of_kind in (two, tiny, len(hidden)):
        assert 0.003 < count_of_kind / total < 0.018


def test_near_duplicates_are_rare(many: Pictures) -> None:
    assert len(np.unique(similarity.groups(many.images))) > 0.99 * len(many.images)


def test_pictures_use_the_range_of_greys_and_differ_in_light(many: Pictures) -> None:
    brightness = many.images.mean(axis=(1, 2, 3))
    assert brightness.std() > 15 and 80 < brightness.mean() < 150
    grey = np.ptp(many.images.astype(int), axis=3).max(axis=(1, 2)) == 0
    assert 0.05 < grey.mean() < 0.16


def test_colours_alone_do_not_tell_who_it_is(many: Pictures) -> None:
    """Mean colours of a 4x4 grid, and the true labels: still wrong more often than right."""
    grid = (
        many.images.reshape(len(many.images), 4, 6, 4, 6, 3).mean(axis=(2, 4)).reshape(len(many.images), -1)
    )
    first = np.arange(len(grid)) % 120 < 90
    model = LogisticRegression(max_iter=300).fit(grid[first] / 128 - 1, many.true_labels[first])
    assert 0.15 < model.score(grid[~first] / 128 - 1, many.true_labels[~first]) < 0.5
