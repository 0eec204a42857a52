"""The command ``autograder data faces``."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.datasets import drawn, hdf5, photos, vggface
from autograder.datasets import faces as data_set
from autograder.datasets import vggface_download as download
from autograder.datasets.heldout import DIRECTORY, HeldOut
from autograder.datasets.photo import Images, load
from autograder.datasets.pictures import Advance, Pictures, Steps
from autograder.datasets.seeds import HIGHEST, secret_seed
from autograder.datasets.split import WANTED
from autograder.errors import AutograderError
from autograder.sanitise import printable

DRAWN_TARGET = 0.75
PHOTO_TARGET = 0.65
_PATH = click.Path(path_type=Path)
_SOURCES = ("folder", "hdf5", "vgg_lists")
_MOST_SHOWN = 3


@dataclass(frozen=True)
class _Wish:
    """What was asked for on the command line."""

    folder: Path | None
    hdf5: Path | None
    vgg_lists: Path | None
    images: Path | None
    people: tuple[str, ...]
    size: int
    per_person: tuple[int, int, int]
    curated: bool
    frontal: bool
    margin: float
    connections: int
    try_dead: bool
    source: str | None
    licence: str | None

    @property
    def texts(self) -> dict[str, str]:
        """Source and licence for the data card, where they were given."""
        given = {"source": self.source, "licence": self.licence}
        return {name: text for name, text in given.items() if text is not None}

    def as_dict(self, seed: int) -> dict[str, Any]:
        """What decides which data set is made."""
        places = {name: getattr(self, name) for name in _SOURCES}
        made_from: dict[str, Any] = {
            **{name: str(place.resolve()) for name, place in places.items() if place is not None},
            "people": list(self.people),
            "size": self.size,
            "per_person": list(self.per_person),
            "seed": seed,
        }
        if self.vgg_lists:
            made_from |= {"curated": self.curated, "frontal": self.frontal, "margin": self.margin}
        return made_from


@click.command()
@click.option(
    "--folder", type=_PATH, help="Photographs: NAME/*.jpg, or train/, valid/ and test/ with such folders."
)
@click.option("--hdf5", type=_PATH, help="The original course's file, with X_train_8_faces and so on.")
@click.option(
    "--vgg-lists", type=_PATH, help="VGG Face's lists, NAME.txt: the pictures are fetched from the web."
)
@click.option("--images", type=_PATH, help="With --vgg-lists: where to keep the pictures that were fetched.")
@click.option(
    "--person",
    "people",
    multiple=True,
    metavar="NAME",
    help="One of the eight, to be repeated: chooses folders or lists; with --hdf5 names labels, in order.",
)
@click.option("--size", type=click.IntRange(16, 256), default=48, show_default=True, help="Height and width.")
@click.option(
    "--per-person",
    nargs=3,
    type=click.IntRange(1, 10_000),
    default=WANTED,
    show_default=True,
    metavar="TRAIN VALID TEST",
    help="Images of each person.",
)
@click.option(
    "--target",
    type=click.FloatRange(0, 1),
    help=f"Accuracy that gives all points. [default: {DRAWN_TARGET} for drawn faces, else {PHOTO_TARGET}]",
)
@click.option(
    "--seed",
    type=click.IntRange(0, HIGHEST),
    help="Decides who gets which image; only for trying, since who guesses it has the held-out images. By "
    f"default a secret one, drawn once and kept in {DIRECTORY}/.",
)
@click.option("--source", metavar="TEXT", help="For the data card: where the pictures come from.")
@click.option("--licence", metavar="TEXT", help="For the data card: what may be done with them.")
@click.option("--curated", is_flag=True, help="Of VGG Face: only what a person has looked at.")
@click.option("--frontal", is_flag=True, help="Of VGG Face: only faces that look into the camera.")
@click.option(
    "--margin",
    type=click.FloatRange(0, 1),
    default=vggface.MARGIN,
    show_default=True,
    help="Of VGG Face: what to leave around a face, as a share of it.",
)
@click.option(
    "--connections",
    type=click.IntRange(1, 32),
    default=8,
    show_default=True,
    help="Of VGG Face: how many pictures to fetch at once.",
)
@click.option("--try-dead", is_flag=True, help="Of VGG Face: try links again that were dead for good.")
@click.option("--force", is_flag=True, help="Replace another set of faces, though entries may refer to it.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
@click.pass_obj
def faces(
    course_dir: Path, /, target: float | None, seed: int | None, force: bool, as_json: bool, **options: Any
) -> None:
    """Build the faces of the team project: files for the students, and a part that is held out.

    Without --folder, --hdf5 or --vgg-lists they are drawn, which needs no network.
    """
    wish = _Wish(**options)
    _check(course_dir, wish)
    store = HeldOut(course_dir / DIRECTORY)
    if seed is None:
        seed = secret_seed(store, "faces")
    made_from = wish.as_dict(seed)
    if not force:
        data_set.check_unused(store, made_from)
    with _steps() as steps:
        pictures = _pictures(wish, seed, steps)
        if target is None:
            target = PHOTO_TARGET if pictures.true_labels is None else DRAWN_TARGET
        advance = steps("Comparing and splitting", 1)
        made = data_set.make(pictures, seed, target=target, wanted=wish.per_person, made_from=made_from)
        advance()
    written = data_set.write(made, course_dir, store, force=force)
    if as_json:
        click.echo(json.dumps(_as_dict(made, written), indent=2))
        return
    _show(made)
    for file in written:
        click.echo(f"Students: {file.relative_to(course_dir)}")
    click.echo(
        f"Held out: {DIRECTORY}/{data_set.FILE}; what became of each picture: {DIRECTORY}/{data_set.CARD}"
    )


def _check(course_dir: Path, wish: _Wish) -> None:
    """Refuse options that do not go together."""
    given = [name for name in _SOURCES if getattr(wish, name) is not None]
    if len(given) > 1:
        options = " and ".join(f"--{name.replace('_', '-')}" for name in given)
        raise AutograderError(f"{options} exclude each other: choose one source.")
    if (wish.vgg_lists is None) != (wish.images is None):
        raise AutograderError(
            "--vgg-lists and --images belong together: the lists, and a folder for the pictures."
        )
    if not given and (wish.people or wish.texts):
        raise AutograderError(
            "Drawn faces have names, source and licence: leave --person, --source, --licence out."
        )
    if wish.vgg_lists is None and (wish.curated or wish.frontal or wish.try_dead):
        raise AutograderError("--curated, --frontal and --try-dead are for --vgg-lists only.")
    data_set.course_folders(course_dir)
    for path in (wish.folder, wish.hdf5, wish.images):
        if path is not None:
            data_set.check_private(course_dir, path)


def _pictures(wish: _Wish, seed: int, steps: Steps) -> Pictures:
    if wish.folder is not None:
        return photos.read(wish.folder, wish.size, people=wish.people, steps=steps, **wish.texts)
    if wish.hdf5 is not None:
        return hdf5.read(wish.hdf5, wish.size, names=wish.people, steps=steps, **wish.texts)
    if wish.vgg_lists is not None and wish.images is not None:
        return _from_web(wish, wish.vgg_lists, wish.images, steps)
    count = sum(wish.per_person)
    return drawn.draw(count, seed, wish.size, steps("Drawing faces", 8 * count))


def _from_web(wish: _Wish, lists: Path, images: Path, steps: Steps) -> Pictures:
    everything = vggface.read(lists, wish.people)
    problems: list[tuple[str, str]] = []
    chosen = {}
    for name, links in everything.items():
        chosen[name], unusable = vggface.select(links, curated=wish.curated, frontal=wish.frontal)
        problems.extend(unusable)

    def look(link: vggface.Link, data: bytes) -> Images:
        return vggface.crop(load(data, upright=False), link.box, wish.size, wish.margin)

    found = download.collect(
        chosen,
        images,
        sum(wish.per_person),
        look,
        download.Settings(connections=wish.connections),
        try_dead=wish.try_dead,
        steps=steps,
    )
    problems.extend((dead.link.file, dead.reason) for dead in found.dead)
    if found.dead:
        click.echo(f"{len(found.dead)} links gave no picture: {images / download.DEAD_LINKS}", err=True)
    return vggface.gather(found.faces, tuple(everything), problems=problems, **wish.texts)


@contextlib.contextmanager
def _steps() -> Iterator[Steps]:
    """Progress bars on a terminal, one for each thing that is done."""
    columns = (
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:

        def steps(what: str, total: int) -> Advance:
            return functools.partial(bar.advance, bar.add_task(what, total=total))

        yield steps


def _left_out(made: data_set.DataSet) -> dict[str, list[str]]:
    """The pictures that are in no part, by reason, the most frequent one first."""
    card = made.private_card
    files: dict[str, list[str]] = {}
    for file, reason in card["problems"]:
        # a reason may end with what differs from file to file, in brackets or after a colon
        files.setdefault(reason.split(" (")[0].split(":")[0], []).append(file)
    # which these are would tell what is held out
    files["is nearly the same as one of a later part"] = [""] * len(card["near_duplicates_left_out"])
    files["is not needed"] = [""] * len(card["unused"])
    return dict(sorted(((k, v) for k, v in files.items() if v), key=lambda item: -len(item[1])))


def _as_dict(made: data_set.DataSet, written: Sequence[Path]) -> dict[str, Any]:
    """The public card, and what else is no secret."""
    return {
        **made.public_card,
        "held_out_per_person": made.private_card["held_out_per_person"],
        "left_out": {reason: len(files) for reason, files in _left_out(made).items()},
        "under_several_names": len(made.private_card["under_several_names"]),
        "problems": made.private_card["problems"],
        "files": [str(path) for path in written],
    }


def _show(made: data_set.DataSet) -> None:
    """Print how many images of whom there are, and what was left out; nothing of single held-out images."""
    card = made.private_card
    size = "x".join(map(str, card["size"][:2]))
    title = f"{card['source']}, {size}. Licence: {card['licence']}"
    console = Console()
    console.print(escape(printable(title)), highlight=False)
    table = Table("", "training", "validation", "held out")
    for column in table.columns[1:]:
        column.justify = "right"
    for name in card["names"]:
        counts = (card["train"][name], card["validation"][name], card["held_out_per_person"][name])
        table.add_row(escape(name), *map(str, counts))
    console.print(table)
    for note in card["notes"]:
        console.print(escape(note), highlight=False)
    for reason, files in _left_out(made).items():
        examples = ", ".join(file for file in files[:_MOST_SHOWN] if file)
        more = ", ..." if len(files) > _MOST_SHOWN else ""
        click.echo(printable(f"{len(files)} left out: {reason}{f' ({examples}{more})' if examples else ''}"))
    if count := len(card["under_several_names"]):
        click.echo(
            f"Pictures that are nearly the same bear different names, {count} times: see under_several_names "
            f"in {DIRECTORY}/{data_set.CARD}"
        )
