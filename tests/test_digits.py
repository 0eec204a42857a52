"""The handwritten digits: from every source, brought to 28x28, and split so that none is in two parts."""

from __future__ import annotations

import gzip
import socket
import stat
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from scipy import ndimage

from autograder.commands import LateCommands
from autograder.datasets import digits, seeds
from autograder.datasets.digits import Digits, DigitsUnusable
from autograder.datasets.digits_cli import mnist
from autograder.datasets.heldout import HeldOut
from autograder.errors import AutograderError

RNG = np.random.default_rng(3)
TRAIN = RNG.integers(0, 256, (150, 28, 28), dtype=np.uint8), np.arange(150, dtype=np.uint8) % 10
TEST = RNG.integers(0, 256, (50, 28, 28), dtype=np.uint8), np.arange(50, dtype=np.uint8) % 10


@pytest.fixture(scope="module")
def scikit_learn() -> Digits:
    return digits.from_scikit_learn()


def npz(path: Path, **changes: object) -> Path:
    arrays = {"x_train": TRAIN[0], "y_train": TRAIN[1], "x_test": TEST[0], "y_test": TEST[1], **changes}
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})  # type: ignore[arg-type]
    return path


def idx(array: np.ndarray, magic: int | None = None) -> bytes:
    head = struct.pack(">i", 0x800 + array.ndim if magic is None else magic)
    return head + struct.pack(f">{array.ndim}i", *array.shape) + array.tobytes()


def idx_folder(folder: Path, dots: bool = False, packed: bool = False) -> Path:
    folder.mkdir(exist_ok=True)
    parts = [("train", TRAIN), ("t10k", TEST)]
    for name, (images, labels) in parts:
        for kind, array in (("images-idx3", images), ("labels-idx1", labels)):
            file = f"{name}-{kind}-ubyte".replace("-idx", ".idx" if dots else "-idx")
            data = idx(array)
            path = folder / (f"{file}.gz" if packed else file)
            path.write_bytes(gzip.compress(data) if packed else data)
    return folder


def is_the_digits(found: Digits) -> bool:
    return (
        np.array_equal(found.images, np.concatenate([TRAIN[0], TEST[0]]))
        and np.array_equal(found.labels, np.concatenate([TRAIN[1], TEST[1]]))
        and found.labels.dtype == np.uint8
        and found.source == "MNIST"
    )


# sources


def test_an_npz_file_is_read(tmp_path: Path) -> None:
    assert is_the_digits(digits.from_file(npz(tmp_path / "mnist.npz")))


@pytest.mark.parametrize("dots", [False, True])
@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_of_idx_files_is_read(tmp_path: Path, dots: bool, packed: bool) -> None:
    assert is_the_digits(digits.from_file(idx_folder(tmp_path, dots, packed)))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"y_test": None}, "does not hold the arrays"),
        ({"x_train": TRAIN[0].reshape(150, 784)}, r"shape \(150, 784\) and type uint8"),
        ({"x_train": TRAIN[0] / 255}, "type float64"),
        ({"x_test": TEST[0][:, :20, :20]}, r"shape \(50, 20, 20\)"),
        ({"y_train": TRAIN[1][:149]}, "not one digit for each image"),
        ({"y_train": TRAIN[1][:149], "y_test": np.append(TEST[1], 3)}, "not one digit for each image"),
        ({"y_train": TRAIN[1] + 1}, "not one digit for each image"),
        ({"y_train": np.eye(10, dtype=np.uint8)[TRAIN[1]]}, "not one digit for each image"),
        ({"y_train": TRAIN[1].astype(str)}, "not one digit for each image"),
        ({"y_train": TRAIN[1].astype(object)}, "not an .npz file of MNIST"),
    ],
)
def test_an_npz_file_of_something_else_is_told(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(DigitsUnusable, match=message):
        digits.from_file(npz(tmp_path / "mnist.npz", **changes))


def damaged(path: Path) -> bytes:
    """Return an .npz file whose packed content is broken."""
    np.savez_compressed(path, x_train=np.zeros((150, 28, 28), np.uint8))
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(30)
    return bytes(data)


def test_files_that_are_no_npz_are_told(tmp_path: Path) -> None:
    path = tmp_path / "mnist.npz"
    with pytest.raises(DigitsUnusable, match="no file"):
        digits.from_file(path)
    np.save(tmp_path / "array.npy", TRAIN[0])
    cut = npz(path).read_bytes()[:5000]
    for content in (b"", b"no archive", cut, damaged(path), (tmp_path / "array.npy").read_bytes()):
        path.write_bytes(content)
        with pytest.raises(DigitsUnusable, match=r"not an \.npz file of MNIST") as caught:
            digits.from_file(path)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("train-images-idx3-ubyte", None, "lacks the file train-images"),
        ("train-images-idx3-ubyte", b"", "first bytes"),
        ("train-images-idx3-ubyte", idx(TRAIN[1]), "first bytes"),
        ("train-images-idx3-ubyte", idx(TRAIN[0])[:-1], "cut off or too long"),
        ("train-images-idx3-ubyte", idx(TRAIN[0][:, :20]), r"shape \(150, 20, 28\)"),
        ("train-images-idx3-ubyte", struct.pack(">4i", 0x803, -1, 28, 28), "cut off or too long"),
        ("t10k-labels-idx1-ubyte", idx(TEST[1], magic=0x803), "first bytes"),
        ("t10k-labels-idx1-ubyte", idx(TEST[1][:49]), "not one digit for each image"),
        ("t10k-labels-idx1-ubyte", idx(TEST[1]) + b"x", "cut off or too long"),
    ],
)
def test_idx_files_of_something_else_are_told(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    folder = idx_folder(tmp_path)
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(DigitsUnusable, match=message):
        digits.from_file(folder)


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-20], lambda data: b"no gzip", lambda data: data[:40] + b"x" * 99]
)
def test_damaged_gzip_is_told(tmp_path: Path, spoil: object) -> None:
    path = idx_folder(tmp_path, packed=True) / "train-images-idx3-ubyte.gz"
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(DigitsUnusable, match="cannot be read"):
        digits.from_file(tmp_path)


def test_keras_is_imported_only_when_it_is_asked() -> None:
    code = "import sys, autograder.datasets.digits_cli; print({'keras', 'tensorflow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_keras_own_copy_is_used_and_waits_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    import keras

    seen = []

    def load() -> object:
        seen.append(socket.getdefaulttimeout())
        return TRAIN, TEST

    monkeypatch.setattr(keras.datasets.mnist, "load_data", load)
    assert is_the_digits(digits.from_keras())
    assert seen != [None] and seen[0] <= 30
    assert socket.getdefaulttimeout() is None


# scikit-learn's digits


def test_scikit_learns_digits_look_like_mnists(scikit_learn: Digits) -> None:
    images = scikit_learn.images
    assert images.shape == (1797, 28, 28) and images.dtype == np.uint8
    assert set(np.unique(scikit_learn.labels)) == set(range(10))
    assert images.max(axis=(1, 2)).min() == 255
    sides = []
    for image in images:
        # MNIST: the longer side has 20 pixels, the centre of mass is in the middle
        rows, columns = np.nonzero(image)
        sides.append(1 + max(np.ptp(rows), np.ptp(columns)))
        assert np.allclose(ndimage.center_of_mass(image), 14, atol=0.6)
    assert abs(np.median(sides) - 20) <= 1 and max(sides) <= 22
    # of MNIST's pixels 19 % are not black, and half of those are nearly white
    assert 0.15 < (images > 0).mean() < 0.25
    assert 0.3 < (images > 200).sum() / (images > 0).sum() < 0.7


def test_enlarging_is_smooth_and_keeps_the_shape() -> None:
    ring = np.zeros((8, 8))
    ring[1:7, 2:6] = 16
    ring[3:5, 3:5] = 0
    image = digits.enlarge(ring)
    assert image[14, 14] == 0 and image[8, 14] > 200 and image[14, 8] > 200
    assert not image[:3].any() and not image[:, :3].any()
    assert len(np.unique(image)) > 10  # edges in greys, not in blocks


# the split


def sizes(parts: digits.Split) -> list[int]:
    return [len(part.images) for part in (parts.train, parts.validation, parts.heldout)]


def test_all_parts_have_the_same_shares_of_digits(scikit_learn: Digits) -> None:
    parts = digits.split(scikit_learn, seed=1)
    assert sizes(parts) == [1198, 299, 299]
    for part in (parts.train, parts.validation, parts.heldout):
        shares = np.bincount(part.labels, minlength=10) / len(part.labels)
        assert np.allclose(shares, np.bincount(scikit_learn.labels) / 1797, atol=0.006)
        assert part.source == scikit_learn.source


def test_where_there_is_plenty_the_parts_are_as_wanted(scikit_learn: Digits) -> None:
    assert sizes(digits.split(scikit_learn, 1, wanted=(400, 100, 100))) == [400, 100, 100]


def test_images_keep_their_labels(scikit_learn: Digits) -> None:
    labels = {
        image.tobytes(): label for image, label in zip(scikit_learn.images, scikit_learn.labels, strict=True)
    }
    parts = digits.split(scikit_learn, seed=1)
    for part in (parts.train, parts.validation, parts.heldout):
        assert [labels[image.tobytes()] for image in part.images] == part.labels.tolist()


def test_no_image_is_in_two_parts_even_if_the_source_has_it_often(scikit_learn: Digits) -> None:
    thrice = Digits(np.tile(scikit_learn.images, (3, 1, 1)), np.tile(scikit_learn.labels, 3), "thrice")
    parts = digits.split(thrice, seed=1, wanted=(1000, 300, 300))
    everything = [
        image.tobytes() for part in (parts.train, parts.validation, parts.heldout) for image in part.images
    ]
    assert len(everything) == 1600 == len(set(everything))


def test_the_seed_decides(scikit_learn: Digits) -> None:
    one, same, other = (digits.split(scikit_learn, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.heldout.images, same.heldout.images)
    assert not np.array_equal(one.heldout.images, other.heldout.images)


def test_too_few_images_are_told() -> None:
    few = Digits(TRAIN[0][:95], TRAIN[1][:95], "few")
    with pytest.raises(DigitsUnusable, match="only 9 different images of the digit 5"):
        digits.split(few, seed=1)


# the files


@pytest.fixture
def course(tmp_path: Path) -> Path:
    for folder in (
        "source/keras_cnn",
        "source/weight_init_quiz",
        "source/manual_convolution",
        "release/keras_cnn",
    ):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def run(course: Path, *arguments: str) -> Result:
    group = LateCommands(commands={"mnist": mnist}, later={})
    return CliRunner().invoke(group, ["mnist", *arguments], obj=course)


def test_the_command_writes_for_students_and_grader(course: Path) -> None:
    done = run(course, "--offline")
    assert done.exit_code == 0, done.output
    assert digits.SCIKIT_LEARN in done.output and "1198 training, 299 validation, 299 held-out" in done.output
    assert "not enough for 4000, 1000, 1000" in done.output
    written = sorted(str(path.relative_to(course)) for path in course.rglob("*") if path.is_file())
    students = [
        f"{stage}/digits.npz"
        for stage in ("release/keras_cnn", "source/keras_cnn", "source/weight_init_quiz")
    ]
    assert written == sorted(["heldout/digits.npz", "heldout/digits.seed", *students])
    assert all(f"Students: {file}" in done.output for file in students)
    assert stat.S_IMODE((course / "heldout").stat().st_mode) == 0o700
    hidden = {image.tobytes() for image in HeldOut(course / "heldout").digits().images}
    for file in students:
        assert (course / file).read_bytes() == (course / students[0]).read_bytes()
        with np.load(course / file, allow_pickle=False) as arrays:
            assert {
                name: (array.shape, str(array.dtype)) for name, array in arrays.items() if name != "source"
            } == {
                "X_train": ((1198, 28, 28), "uint8"),
                "y_train": ((1198,), "uint8"),
                "X_val": ((299, 28, 28), "uint8"),
                "y_val": ((299,), "uint8"),
            }
            assert str(arrays["source"]) == digits.SCIKIT_LEARN
            seen = {image.tobytes() for name in ("X_train", "X_val") for image in arrays[name]}
        assert len(hidden) == 299 and not hidden & seen


def test_the_secret_seed_stays_and_is_not_told(course: Path) -> None:
    first = run(course, "--offline")
    seed = (course / "heldout/digits.seed").read_text().strip()
    before = HeldOut(course / "heldout").digits()
    run(course, "--offline", "--seed", "5")
    other = HeldOut(course / "heldout").digits()
    run(course, "--offline")
    again = HeldOut(course / "heldout").digits()
    assert seed not in first.output
    assert np.array_equal(before.images, again.images)
    assert not np.array_equal(before.images, other.images)
    assert stat.S_IMODE((course / "heldout/digits.seed").stat().st_mode) == 0o600


def test_secret_seeds_differ_between_courses(tmp_path: Path) -> None:
    assert len({seeds.secret_seed(HeldOut(tmp_path / str(n)), "digits") for n in range(5)}) == 5


@pytest.mark.parametrize("content", [b"", b"abc", b"-1", str(2**128).encode(), b"\xff"])
def test_a_spoiled_seed_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "digits.seed").write_bytes(content)
    with pytest.raises(AutograderError, match="digits.seed"):
        seeds.secret_seed(HeldOut(tmp_path), "digits")


def test_the_command_reads_files(course: Path) -> None:
    done = run(course, "--file", str(npz(course / "mnist.npz")))
    assert done.exit_code == 0, done.output
    assert "Source: MNIST (200 images)" in done.output
    assert HeldOut(course / "heldout").digits().source == "MNIST"


def test_without_keras_digits_the_command_takes_scikit_learns_and_says_so(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> Digits:
        raise DigitsUnusable("Keras could not load MNIST (no network).")

    monkeypatch.setattr(digits, "from_keras", unreachable)
    done = run(course)
    assert done.exit_code == 0
    assert (
        "Keras could not load MNIST (no network)." in done.stderr and "Taking scikit-learn's" in done.stderr
    )
    assert HeldOut(course / "heldout").digits().source == digits.SCIKIT_LEARN


def test_without_options_keras_comes_first(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digits, "from_keras", lambda: digits.from_file(npz(course / "mnist.npz")))
    assert "Source: MNIST" in run(course).output


def test_one_source_is_not_replaced_by_another_unless_asked_for(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> Digits:
        raise DigitsUnusable("Keras could not load MNIST (no network).")

    mnist = npz(course / "mnist.npz")
    assert run(course, "--file", str(mnist)).exit_code == 0
    files = [course / "heldout/digits.npz", course / "source/keras_cnn/digits.npz"]
    before = [file.read_bytes() for file in files]
    monkeypatch.setattr(digits, "from_keras", unreachable)
    refused = run(course)
    assert refused.exit_code == 1 and "Taking" not in refused.output
    (line,) = refused.stderr.splitlines()
    assert "no network" in line and "the digits here are MNIST" in line and "--force" in line
    assert [file.read_bytes() for file in files] == before

    assert run(course, "--force").exit_code == 0
    assert HeldOut(course / "heldout").digits().source == digits.SCIKIT_LEARN
    assert run(course).exit_code == 0  # the same source again
    monkeypatch.setattr(digits, "from_keras", lambda: digits.from_file(mnist))
    assert "the digits here are scikit-learn's" in run(course).stderr
    assert run(course, "--file", str(mnist)).exit_code == 0 and run(course, "--offline").exit_code == 0


def test_spoiled_digits_are_replaced(course: Path) -> None:
    (course / "heldout").mkdir()
    (course / "heldout/digits.npz").write_bytes(b"no digits")
    assert run(course, "--offline").exit_code == 0
    assert HeldOut(course / "heldout").digits().source == digits.SCIKIT_LEARN


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--offline", "--file", "x"], "exclude each other"),
        (["--file", "nowhere"], "There is no file nowhere"),
        (["--seed", "-1"], "-1 is not in the range"),
    ],
)
def test_wrong_use_is_one_line_and_writes_nothing(course: Path, arguments: list[str], message: str) -> None:
    done = run(course, *arguments)
    assert done.exit_code != 0
    errors = [line for line in done.output.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1 and message in errors[0]
    assert not (course / "heldout").exists()


def test_a_course_without_the_assignments_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, "--offline")
    assert done.exit_code == 1 and "has none of the assignments" in done.output
    assert not (tmp_path / "heldout/digits.npz").exists()
