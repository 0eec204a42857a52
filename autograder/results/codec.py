"""A result as bytes, and back: JSON below a checksum of its own, read as data and never unpickled."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

import numpy as np
from nbformat import NotebookNode, from_dict

from autograder.entries import Failed, Predictions
from autograder.grading import Examined
from autograder.outcomes import Example, Misconception, Outcome
from autograder.suite import Part, Record


class Damaged(ValueError):
    """Raised when bytes are no result, or not a whole one."""


def to_bytes(key: str, examined: Examined) -> bytes:
    """Return a result as bytes.

    Parameters
    ----------
    key
        What it is the result of; see `autograder.results.task.Task.key`.
    examined
        The result.
    """
    document = {
        "key": key,
        "outputs": examined.outputs,
        "records": [asdict(record) for record in examined.records],
        "entry": _entry(examined.entry),
        "seconds": examined.seconds,
        "peak_bytes": examined.peak_bytes,
        "settled": examined.settled,
    }
    body = json.dumps(document).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def from_bytes(key: str, data: bytes) -> Examined:
    """Return the result that `to_bytes` made into bytes.

    Raises
    ------
    Damaged
        When they are anything else, or the result of something else.
    """
    checksum, _, body = data.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != checksum:
        raise Damaged("the checksum is another one")
    try:
        document = json.loads(body)
        if document["key"] == key:
            return _read(document)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise Damaged(f"it has an unknown form ({type(error).__name__})") from error
    raise Damaged("it is the result of something else")


def _read(document: dict[str, Any]) -> Examined:
    return Examined(
        outputs=[None if outputs is None else list(map(_output, outputs)) for outputs in document["outputs"]],
        records=[_record(record) for record in document["records"]],
        entry=_read_entry(document["entry"]),
        seconds={name: float(seconds) for name, seconds in document["seconds"].items()},
        peak_bytes=int(document["peak_bytes"]),
        settled=bool(document["settled"]),
    )


def _output(output: dict[str, Any]) -> NotebookNode:
    node: NotebookNode = from_dict(output)
    return node


def _record(fields: dict[str, Any]) -> Record:
    example, misconception = fields["example"], fields["misconception"]
    return Record(
        part=Part(**fields["part"]),
        outcome=Outcome(fields["outcome"]),
        message=fields["message"],
        example=None if example is None else Example(**example),
        misconception=None if misconception is None else Misconception(**misconception),
        detail=fields["detail"],
    )


def _entry(entry: Predictions | Failed | None) -> dict[str, Any] | None:
    if isinstance(entry, Predictions):
        return {"probabilities": entry.probabilities.tolist(), "seconds": entry.seconds}
    return None if entry is None else {"outcome": entry.outcome, "message": entry.message}


def _read_entry(fields: dict[str, Any] | None) -> Predictions | Failed | None:
    if fields is None:
        return None
    if "probabilities" in fields:
        return Predictions(np.array(fields["probabilities"], dtype=np.float64), float(fields["seconds"]))
    return Failed(Outcome(fields["outcome"]), str(fields["message"]))
