from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from held_faces import TEST, Images, Store, face, faces, named
from stand_in import StandIn

from autograder.datasets.heldout import PRIVATE, PUBLIC, HeldOutFaces
from autograder.entries import Entry
from autograder.hidden import celebrity_project as suite
from autograder.hidden import celebrity_project_predictions as predictions
from autograder.hidden.celebrity_project_predictions import read_rows
from autograder.outcomes import Failure, Outcome
from autograder.student import Answer, Opaque

Predict = Callable[[Images], Any]


def perfect(images: Images) -> npt.NDArray[Any]:
    return np.eye(8)[images[:, 0, 0, 0]] * 0.92 + 0.01


def results(
    predict: Predict | None, held: HeldOutFaces | None = None
) -> tuple[dict[str, Failure | None], Entry, StandIn]:
    """Run all tests of `predict`; return how each ended, the entry, and the student."""
    student, entry = StandIn({"predict": predict} if predict else {}), Entry()
    store, ended = Store(held or faces()), {}

    def attempt(name: str, cell: str, test: Callable[[], None]) -> None:
        student.look_from(cell)
        try:
            test()
            ended[name] = None
        except Failure as failure:
            ended[name] = failure

    some: Any = student
    attempt("form", "test_predict", lambda: suite.test_predict_form(some, store))
    attempt("order", "test_predict", lambda: suite.test_predict_order(some, store))
    attempt("neighbours", "test_predict", lambda: suite.test_predict_neighbours(some, store, entry))
    for step in range(1, 7):
        attempt(
            f"step {step}",
            "test_accuracy",
            lambda step=step: suite.test_accuracy(some, store, entry, step),  # type: ignore[misc]
        )
    return ended, entry, student


def failed(ended: dict[str, Failure | None]) -> list[str]:
    return [name for name, failure in ended.items() if failure is not None]


# the form of the answers


@pytest.mark.parametrize(
    "form",
    [
        lambda rows: rows,
        lambda rows: rows.astype(np.float16),
        lambda rows: rows.tolist(),
        lambda rows: list(rows),
        lambda rows: np.eye(8, dtype=int)[rows.argmax(axis=1)],
        lambda rows: rows.argmax(axis=1),
        lambda rows: rows.argmax(axis=1)[:, None],
        lambda rows: rows.argmax(axis=1).astype(float),
        lambda rows: rows.argmax(axis=1).tolist(),
        lambda rows: rows - 1e-9,
    ],
)
@pytest.mark.parametrize("count", [1, 8, 30])
def test_probabilities_and_labels_are_read(form: Predict, count: int) -> None:
    right = perfect(face(np.arange(count) % 8, np.random.default_rng(2)))
    rows = read_rows(Answer(form(right)), count)
    assert rows.shape == (count, 8)
    np.testing.assert_allclose(rows.sum(axis=1), 1)
    assert (rows >= 0).all()
    np.testing.assert_array_equal(rows.argmax(axis=1), np.arange(count) % 8)


ROWS = perfect(face(np.arange(30) % 8, np.random.default_rng(2)))


@pytest.mark.parametrize(
    ("value", "count", "said", "misconception"),
    [
        (None, 30, "returned None", "no return"),
        (Opaque("Sequential"), 30, "an object of type Sequential", None),
        ("Ada", 30, "it returned text", None),
        (["Ada"] * 30, 30, "text", "names for numbers"),
        (np.array(["Ada"] * 30), 30, "<U3", "names for numbers"),
        (5 * ROWS - 1, 30, "no probabilities", "rows do not sum to one"),
        (100 * ROWS, 30, "no probabilities", "percentages"),
        ([[0.33, *[0.1] * 7]] * 30, 30, "no probabilities", "rounded probabilities"),
        ([[0.335, *[0.1] * 7]] * 30, 30, "no probabilities", "rows do not sum to one"),
        (np.log(ROWS), 30, "no probabilities", "logarithms of probabilities"),
        (np.where(ROWS > 0.5, np.nan, ROWS), 30, "30 of 30 rows hold", None),
        (np.where(np.arange(240).reshape(30, 8) == 5, np.inf, ROWS), 30, "1 of 30 rows hold", None),
        (ROWS * 1e300, 30, "no probabilities", "rows do not sum to one"),
        (ROWS.T, 30, "shape (8, 30)", "images in columns"),
        (ROWS[0], 30, "shape (8,)", "one answer for all images"),
        (ROWS[:1], 30, "shape (1, 8)", "one answer for all images"),
        (ROWS[0], 1, "For 1 image, predict returned an array of shape (8,)", "no row for a single image"),
        (np.array(3), 1, "shape ()", "no row for a single image"),
        (ROWS[:29], 30, "shape (29, 8)", None),
        (ROWS[:, :7], 30, "shape (30, 7)", None),
        (np.arange(30) % 8 + 1, 30, "labels from 1 to 8", "people counted from 1"),
        (np.arange(30) % 8 - 1, 30, "labels from -1 to 6", None),
        (ROWS.max(axis=1), 30, "not whole numbers", None),
        ([[1.0], [2.0, 3.0]], 2, "rows have different lengths", None),
    ],
)
def test_other_answers_are_told_what_is_wrong(
    value: Any, count: int, said: str, misconception: str | None
) -> None:
    with pytest.raises(Failure) as caught:
        read_rows(Answer(value), count)
    assert said in caught.value.message
    assert caught.value.outcome is Outcome.WRONG
    assert named(caught.value) == misconception


# asking for the validation images and the held-out ones


def test_a_good_predict_passes_everything_and_is_recorded_in_order() -> None:
    ended, entry, student = results(perfect)
    assert failed(ended) == []
    assert entry.predictions is not None
    np.testing.assert_allclose(entry.predictions.probabilities, perfect(faces().images) / 1.0)
    assert student.private_calls == 8  # asked for once, in two rounds


def test_plain_labels_pass_everything() -> None:
    ended, entry, _ = results(lambda images: images[:, 0, 0, 0].astype(int))
    assert failed(ended) == []
    assert entry.predictions is not None
    np.testing.assert_array_equal(entry.predictions.probabilities, np.eye(8)[faces().labels])


def test_batches_hold_everything_once_and_one_of_them_a_single_image() -> None:
    for count in (1, 2, 5, 8, 9, 24, 80, 500):
        parts = predictions.batches(count, np.random.default_rng(0))
        assert sorted(np.concatenate(parts)) == list(range(count))
        assert len(parts[0]) == 1
        assert min(map(len, parts)) >= 1
    assert not np.array_equal(np.concatenate(parts), np.arange(500))


def test_the_same_hand_in_is_asked_the_same_and_another_student_something_else() -> None:
    seen: list[list[bytes]] = []

    def noting(images: Images) -> npt.NDArray[Any]:
        seen[-1].append(images.tobytes())
        return perfect(images)

    for name in ("ada", "ada", "bob"):
        seen.append([])
        student: Any = StandIn({"predict": noting}, name)
        suite.test_predict_neighbours(student, Store(faces()), Entry())
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def right_for(share: float) -> Predict:
    """Answer rightly for a share of the people's images, chosen by the noise in the images."""

    def predict(images: Images) -> npt.NDArray[Any]:
        person = images[:, 0, 0, 0].astype(int)
        lucky = images[:, 1, 1, 1] < 256 * share
        return np.eye(8)[np.where(lucky, person, (person + 1) % 8)]

    return predict


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9])
def test_steps_are_those_that_the_accuracy_reaches_on_the_public_half(share: float) -> None:
    held = faces()
    right = right_for(share)(held.images).argmax(axis=1) == held.labels
    accuracy = right[: TEST // 2].mean()
    ended, _, _ = results(right_for(share))
    reached = [name for name, failure in ended.items() if name.startswith("step") and failure is None]
    assert reached == [f"step {k}" for k in range(1, 7) if accuracy >= 0.125 + 0.1 * k - 1e-9]
    assert failed(ended)[: 0 if len(reached) == 6 else 1] == (
        [] if len(reached) == 6 else [f"step {len(reached) + 1}"]
    )


def test_the_private_half_changes_no_point() -> None:
    held = faces()
    changed = np.where(held.half == PRIVATE, (held.labels + 1) % 8, held.labels)
    assert failed(results(perfect, replace(held, labels=changed))[0]) == []
    changed = np.where(held.half == PUBLIC, (held.labels + 1) % 8, held.labels)
    assert failed(results(perfect, replace(held, labels=changed))[0]) == [f"step {k}" for k in range(1, 7)]


def test_known_true_labels_count_in_place_of_wrong_ones() -> None:
    held = faces()
    wrong = (held.labels + 1) % 8
    assert failed(results(perfect, replace(held, labels=wrong, true_labels=held.labels))[0]) == []


def test_an_image_that_is_right_only_the_second_time_is_not_right() -> None:
    known = {image.tobytes() for image in faces().validation_images}

    def learning(images: Images) -> npt.NDArray[Any]:
        seen = np.array([image.tobytes() in known for image in images])
        known.update(image.tobytes() for image in images)
        return perfect(images) * seen[:, None] + (1 - seen[:, None]) / 8

    ended, entry, _ = results(learning)
    assert failed(ended) == ["neighbours", *(f"step {k}" for k in range(1, 7))]
    assert entry.predictions is None


def by_chance() -> Predict:
    rng = np.random.default_rng(0)
    return lambda images: rng.dirichlet(np.ones(8), len(images))


def by_batch(images: Images) -> npt.NDArray[Any]:
    shares = perfect(images) + images.mean(axis=(0, 1, 2))[0] / 500 * np.eye(8)[0]
    return shares / shares.sum(axis=1, keepdims=True)


def test_a_predict_that_plays_dice_is_told_so_and_not_recorded() -> None:
    ended, entry, _ = results(by_chance())
    assert failed(ended)[:2] == ["order", "neighbours"]
    assert named(ended["order"]) == named(ended["neighbours"]) == "chance in predict"
    assert entry.predictions is None


@pytest.mark.parametrize(
    "predict",
    [
        by_batch,
        lambda images: perfect(np.sort(images, axis=0)),
        lambda images: perfect(images)[::-1] if len(images) == 7 else perfect(images),
        lambda images: perfect(images)[:1].repeat(len(images), axis=0),
    ],
)
def test_a_predict_that_depends_on_the_batch_is_told_so(predict: Predict) -> None:
    ended, _, _ = results(predict)
    assert "order" in failed(ended)
    assert named(ended["order"]) == "depends on the batch"


def test_rounding_differences_between_batches_do_not_matter() -> None:
    def rounded(images: Images) -> npt.NDArray[Any]:
        rows = perfect(images) + len(images) * 1e-5 * np.eye(8)[0]
        return rows / rows.sum(axis=1, keepdims=True)

    assert failed(results(rounded)[0]) == []


def test_a_single_image_that_loses_its_axis_fails_the_order_only() -> None:
    ended, _, _ = results(lambda images: np.squeeze(perfect(images)))
    assert ended["form"] is None
    assert named(ended["order"]) == "no row for a single image"


def unlike_validation(then: Predict) -> Predict:
    """Behave well until images come that are not among the validation images."""
    known = {image.tobytes() for image in faces().validation_images}

    def predict(images: Images) -> Any:
        return perfect(images) if all(image.tobytes() in known for image in images) else then(images)

    return predict


def fail(images: Images) -> Any:
    raise ValueError(f"the images were {images.tolist()}")


SECRETS: list[Predict] = [
    fail,
    lambda images: None,
    lambda images: images.tolist(),
    lambda images: images,
    lambda images: [[str(images[0, 0].tolist())]],
    lambda images: perfect(images) * images[0, 0, 0, 0],
    lambda images: perfect(images)[::-1],
    by_chance(),
]


@pytest.mark.parametrize("then", SECRETS)
def test_nothing_about_held_out_images_comes_out(then: Predict) -> None:
    ended, entry, _ = results(unlike_validation(then))
    assert ended["form"] is ended["order"] is None
    said = {name: failure for name, failure in ended.items() if failure is not None}
    assert "neighbours" in said
    assert entry.predictions is None
    fixed = {predictions._NO_ANSWER, predictions._OTHER_FORM, predictions._NOT_SAME}
    for name, failure in said.items():
        assert failure.example is None
        assert failure.message in fixed or (
            name.startswith("step") and failure.message.startswith("Not reached: ")
        )


def test_an_answer_that_changes_only_among_others_is_told_so() -> None:
    held = faces()
    known = {image.tobytes() for image in held.validation_images}

    def predict(images: Images) -> npt.NDArray[Any]:
        strangers = any(image.tobytes() not in known for image in images)
        mine = np.array([image.tobytes() in known for image in images])
        return np.where((strangers & mine)[:, None], np.eye(8)[0], perfect(images))

    ended, entry, _ = results(predict)
    assert failed(ended) == ["neighbours"]
    assert named(ended["neighbours"]) == "depends on the batch"
    assert entry.predictions is None


def test_held_out_images_are_not_shown_to_a_predict_without_the_right_form() -> None:
    ended, entry, student = results(lambda images: images)
    assert set(failed(ended)) == set(ended)
    assert student.private_calls == 0
    assert ended["step 1"] is not None and "Task 4" in ended["step 1"].message
    assert entry.predictions is None


def test_a_missing_predict_is_told_so_and_recorded_nowhere() -> None:
    ended, entry, _ = results(None)
    assert set(failed(ended)) == set(ended)
    assert ended["form"] is not None and "does not define predict" in ended["form"].message
    assert entry.predictions is None


@pytest.mark.parametrize(
    ("predict", "outcome", "said"),
    [
        (None, Outcome.WRONG, "does not define predict"),
        (lambda images: None, Outcome.WRONG, "predict returned None."),
        (lambda images: perfect(images) * np.nan, Outcome.WRONG, "80 of 80 rows hold values that are not"),
        (lambda images: 1 / 0, Outcome.CRASHED, "ZeroDivisionError"),
        (by_chance(), Outcome.WRONG, predictions._NOT_SAME),
    ],
)
def test_the_leaderboard_gets_the_reason_why_there_is_no_entry(
    predict: Predict | None, outcome: Outcome, said: str
) -> None:
    _, entry, _ = results(predict)
    assert entry.failed is not None
    assert entry.failed.outcome is outcome and said in entry.failed.message


class Rebound(StandIn):
    """Has another `predict` at the end of the notebook than at the grade cells."""

    def __init__(self, at_cells: Predict, at_the_end: Any) -> None:
        super().__init__({"predict": at_cells})
        self.meanings = {True: at_the_end, False: at_cells}

    def look_from(self, view: str | None) -> None:
        super().look_from(view)
        self.names = {"predict": self.meanings[view is None]}


@pytest.mark.parametrize(
    ("at_cells", "at_the_end", "recorded"),
    [
        (right_for(0.5), perfect, perfect),
        (perfect, right_for(0.5), right_for(0.5)),
        (right_for(0.5), fail, right_for(0.5)),
    ],
)
def test_predict_counts_as_it_is_at_the_end_if_it_works_there(
    at_cells: Predict, at_the_end: Predict, recorded: Predict
) -> None:
    student, entry = Rebound(at_cells, at_the_end), Entry()
    some: Any = student
    student.look_from("test_predict")
    suite.test_predict_neighbours(some, Store(faces()), entry)
    assert entry.predictions is not None
    np.testing.assert_allclose(entry.predictions.probabilities, recorded(faces().images) / 1.0)
