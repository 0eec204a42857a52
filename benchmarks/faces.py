"""Measure what the team project's faces ask for: how well simple and good nets tell the eight people apart.

Each net is built, trained and scored anew for each seed; the seed splits the pictures and, where these are
drawn, draws the people. Accuracy is on held-out images, against the labels as the data set states them,
some of them wrong; for drawn faces also against who is really shown.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # read when TensorFlow is imported

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
from keras import layers
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from autograder.datasets import drawn, photos
from autograder.datasets.faces import make
from autograder.datasets.pictures import Pictures
from autograder.datasets.split import WANTED

Layers = list[keras.Layer]
BATCH = 64


@dataclass(frozen=True)
class Net:
    """A net to measure.

    Parameters
    ----------
    build
        Makes the layers between the input and the last, dense one.
    epochs
        How often it sees all training images.
    rate
        Learning rate of Adam at the beginning.
    decays
        Whether the learning rate falls to nothing, along a cosine.
    """

    build: Callable[[], Layers]
    epochs: int
    rate: float = 1e-3
    decays: bool = False


@dataclass(frozen=True)
class Row:
    """One measurement.

    Parameters
    ----------
    source, net, seed
        What was measured.
    accuracy
        On held-out images, against their labels.
    true_accuracy
        Against who is really shown. None: not known.
    seconds
        Time of training.
    """

    source: str
    net: str
    seed: int
    accuracy: float
    true_accuracy: float | None
    seconds: float


def linear() -> Layers:
    return [layers.Flatten()]


def fully_connected() -> Layers:
    return [layers.Flatten(), layers.Dense(200, activation="relu"), layers.Dense(50, activation="relu")]


def plain_cnn() -> Layers:
    return [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
    ]


def cnn_with_dropout() -> Layers:
    *convolutions, flat, dense = plain_cnn()
    return [*convolutions, layers.Dropout(0.25), flat, dense, layers.Dropout(0.5)]


def good_cnn() -> Layers:
    found: Layers = [
        layers.RandomFlip("horizontal"),
        layers.RandomTranslation(0.1, 0.1, fill_mode="nearest"),
    ]
    for filters in (16, 32, 64):
        for _ in range(2):
            found += [
                layers.Conv2D(filters, 3, padding="same", use_bias=False),
                layers.BatchNormalization(momentum=0.9),
                layers.ReLU(),
            ]
        found += [layers.MaxPooling2D(), layers.Dropout(0.2)]
    return [*found, layers.Flatten(), layers.Dropout(0.5)]


NETS = {
    "linear": Net(linear, 20),
    "fully connected": Net(fully_connected, 20),
    "plain CNN": Net(plain_cnn, 10),
    "CNN with dropout": Net(cnn_with_dropout, 15),
    "good CNN": Net(good_cnn, 25, rate=2e-3, decays=True),
}


def measure(net: Net, train: Pictures, test: Pictures, seed: int) -> tuple[npt.NDArray[np.int64], float]:
    """Train a net; return who it takes the test images for, and the seconds of training."""
    keras.utils.set_random_seed(seed)
    pixels = train.images.astype(np.float32)
    centre, spread = pixels.mean(axis=0), pixels.std(axis=0) + 1e-4
    last = layers.Dense(len(train.names), activation="softmax")
    model = keras.Sequential([keras.Input(pixels.shape[1:]), *net.build(), last])
    steps = net.epochs * -(-len(pixels) // BATCH)
    rate = keras.optimizers.schedules.CosineDecay(net.rate, steps) if net.decays else net.rate
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
    start = time.perf_counter()
    model.fit((pixels - centre) / spread, train.labels, batch_size=BATCH, epochs=net.epochs, verbose=0)
    seconds = time.perf_counter() - start
    probabilities = model.predict((test.images - centre) / spread, verbose=0)
    return probabilities.argmax(axis=1), seconds


def rows(
    pictures: Pictures, nets: dict[str, Net], per_person: Sequence[int], seed: int, done: Callable[[], object]
) -> list[Row]:
    """Split pictures and measure all nets on them."""
    parts = make(pictures, seed, target=1.0, wanted=per_person).parts
    train, test = pictures.take(parts.train), pictures.take(parts.test)
    found = []
    for name, net in nets.items():
        guesses, seconds = measure(net, train, test, seed)
        true = None if test.true_labels is None else float(np.mean(guesses == test.true_labels))
        accuracy = float(np.mean(guesses == test.labels))
        found.append(Row(pictures.source, name, seed, accuracy, true, seconds))
        done()
    return found


def table(measured: Sequence[Row], title: str) -> Table:
    """Return mean, least and most of each net as a table for the terminal."""
    shown = Table(title=title, caption="accuracy on held-out images; true: against who is really shown")
    for heading in ("net", "mean", "min", "max", "true", "training"):
        shown.add_column(heading, justify="left" if heading == "net" else "right", no_wrap=True)
    for name in dict.fromkeys(row.net for row in measured):
        own = [row for row in measured if row.net == name]
        accuracies = [row.accuracy for row in own]
        true = [row.true_accuracy for row in own if row.true_accuracy is not None]
        shown.add_row(
            name,
            *(f"{value:.3f}" for value in (mean(accuracies), min(accuracies), max(accuracies))),
            f"{mean(true):.3f}" if true else "unknown",
            f"{mean(row.seconds for row in own):.0f} s",
        )
    return shown


def main() -> None:
    """Measure, and print or write what came out."""
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--photos", type=Path, metavar="FOLDER", help="photographs instead of drawn faces")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="splits (and drawn people)")
    parser.add_argument(
        "--per-person", nargs=3, type=int, default=WANTED, metavar="N", help="training, validation, held out"
    )
    parser.add_argument("--size", type=int, default=48, help="height and width of the images")
    parser.add_argument(
        "--nets", nargs="+", choices=NETS, default=list(NETS), metavar="NET", help="which nets"
    )
    parser.add_argument(
        "--threads", type=int, default=0, help="threads of TensorFlow, 0: as many as it likes"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows to this file as well")
    options = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(min(options.threads, 1))
    nets = {name: NETS[name] for name in options.nets}
    console = Console()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    measured = []
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("training", total=len(nets) * len(options.seeds))
        for seed in options.seeds:
            if options.photos:
                pictures = photos.read(options.photos, options.size)
            else:
                pictures = drawn.draw(sum(options.per_person), seed, options.size)
            measured += rows(pictures, nets, options.per_person, seed, lambda: progress.advance(task))
    console.print(table(measured, f"{measured[0].source}, {len(options.seeds)} seeds"))
    if options.json:
        text = json.dumps([asdict(row) for row in measured], indent=2) + "\n"
        options.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
