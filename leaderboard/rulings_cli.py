"""The commands by which people decide: labels, final entries, the freeze."""

from __future__ import annotations

import getpass
import json
from pathlib import Path

import click
import pandas as pd
from rich.console import Console

from autograder import outputs
from autograder.errors import AutograderError
from leaderboard import frames, publish, terminal
from leaderboard import freeze as snapshots
from leaderboard.cli import Bar, opened
from leaderboard.documents import LABEL_STATUSES, MOST_FINALS, LabelStatus

_by = click.option("--by", default=getpass.getuser, help="Who decides; by default you.")


@click.command()
@click.option("--csv", "as_csv", is_flag=True, help="Print them as CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.option(
    "--images",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write the images to this folder, which is made.",
)
@click.pass_obj
def disputes(course_dir: Path, as_csv: bool, as_json: bool, images: Path | None) -> None:
    """List held-out images whose label the teams' entries contradict, and decisions about labels."""
    course = opened(course_dir)
    found = publish.disputes(course)
    if images:
        try:
            images.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise AutograderError(f"{images} cannot be made: {error.strerror}.") from error
        for one in found:
            outputs.write(images / f"{one['id']}.png", publish.picture(course, one["id"]))
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    elif as_csv:
        columns = [
            "id",
            "half",
            "label",
            "suggested",
            "teams",
            "of",
            "quality",
            "status",
            "who",
            "why",
            "decided",
        ]
        click.echo(frames.to_csv(pd.DataFrame(found, columns=columns)), nl=False)
    elif found:
        Console().print(terminal.disputes(found, course.faces.names))
    else:
        click.echo("The entries contradict no label (three teams with an entry are needed to tell).")


@click.command()
@click.argument("image")
@click.option(
    "--status", type=click.Choice(LABEL_STATUSES), required=True, help="What is the matter with it."
)
@click.option("--label", type=int, help="The right label, where it is wrong.")
@click.option("--why", default="", help="The reason.")
@_by
@click.pass_obj
def label(course_dir: Path, image: str, status: LabelStatus, label: int | None, why: str, by: str) -> None:
    """Decide about the label of IMAGE; 'leaderboard rescore' applies the decisions."""
    opened(course_dir).decide(image, status, label, by, why)
    click.echo("Noted. 'leaderboard rescore' applies all decisions as one new version of the labels.")


@click.command()
@_by
@click.option("--csv", "as_csv", is_flag=True, help="Print the changes as CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
@click.pass_obj
def rescore(course_dir: Path, by: str, as_csv: bool, as_json: bool) -> None:
    """Apply all decisions about labels: score all entries again, replay the Ladders, show what changes."""
    course = opened(course_dir)
    result = course.rescore(by)
    publish.publish(course)
    if as_csv or as_json:
        click.echo(frames.to_csv(result.changes) if as_csv else frames.to_json(result.changes), nl=False)
        return
    Console().print(terminal.rescored(result))
    if course.rulings.freezes():
        click.echo(
            "The board is frozen and stays as it is; 'leaderboard freeze --again' makes a corrected one."
        )


@click.command()
@click.argument("team")
@click.argument("numbers", nargs=-1, type=int)
@_by
@click.pass_obj
def finals(course_dir: Path, team: str, numbers: tuple[int, ...], by: str) -> None:
    """Name up to two entries of TEAM for the final by their NUMBERS (none: its last released best)."""
    course = opened(course_dir)
    facts = course.facts()
    found = frames.find_team(facts.entries.assign(name=facts.entries["team"]), team)
    history = frames.history(facts, found)
    uids = dict(zip(history["number"], history["entry"], strict=True))
    unknown = [number for number in numbers if number not in uids]
    if unknown:
        raise AutograderError(
            f"The team has no entry number {unknown[0]}; 'leaderboard history' lists them. At most "
            f"{MOST_FINALS} can be named."
        )
    course.choose_finals(found, [uids[number] for number in numbers], by)
    publish.publish(course)
    click.echo(f"Named for the final: {', '.join(map(str, numbers)) or 'the last released best'}")


@click.command()
@_by
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--again", is_flag=True, help="Make a corrected final board, after labels were rescored.")
@click.option("--json", "as_json", is_flag=True, help="Print the shake-up report as JSON.")
@click.pass_obj
def freeze(course_dir: Path, by: str, yes: bool, again: bool, as_json: bool) -> None:
    """Freeze the board: look at the private half, once, and write a snapshot."""
    course = opened(course_dir)
    if not yes:
        click.confirm(
            "The private half is looked at once: later entries do not count any more, and this cannot be "
            "taken back. Are all hand-ins graded, and all teams told? Freeze the board",
            abort=True,
            err=True,
        )
    with Bar() as bar:
        final = course.freeze(by, again=again, progress=bar.tell_training)
    publish.publish(course)
    if as_json:
        click.echo(json.dumps(final.shake_up, indent=2))
        return
    if final.shake_up:
        Console().print(terminal.shake_up(final.shake_up))
    click.echo(f"Frozen. Snapshot {final.digest}; 'leaderboard rebuild' computes the board from it again.")


@click.command()
@click.argument("snapshot", required=False)
@click.option(
    "--output",
    type=outputs.OUTPUT_FILE,
    help="Write the final board here.",
)
@click.pass_obj
def rebuild(course_dir: Path, snapshot: str | None, output: Path | None) -> None:
    """Compute the final board anew from its SNAPSHOT (a hash or a file; by default the latest); compare."""
    if snapshot is not None and Path(snapshot).suffix == ".npz":
        path = Path(snapshot)
    else:
        course = opened(course_dir)
        freezes = course.rulings.freezes()
        matching = [one.digest for one in freezes if one.digest.startswith(snapshot or "")]
        if not matching:
            raise AutograderError(
                "There is no such snapshot." if freezes else "The board has not been frozen yet."
            )
        path = snapshots.snapshot_path(course.settings.heldout, matching[-1])
    final = snapshots.rebuild(path)
    if output:
        outputs.write(output, final.document())
    click.echo(f"The final board was rebuilt from {final.digest}; it is the same, bit for bit.")
