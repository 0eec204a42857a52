"""Only one program at a time works on a hand-in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from autograder.turns import Busy, turn

HOLD = """
import sys
from pathlib import Path
from autograder.turns import turn
with turn(Path(sys.argv[1]), *sys.argv[2:]):
    print("mine", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_program(root: Path, *what: str) -> Iterator[subprocess.Popen[str]]:
    """Another program, at work until it is told to end or killed."""
    command = [sys.executable, "-c", HOLD, str(root), *what]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        yield process
        process.kill()


def test_another_program_keeps_others_out_of_its_hand_in_only_and_until_it_ends(tmp_path: Path) -> None:
    with another_program(tmp_path, "keras_cnn", "ada") as other:
        with (
            pytest.raises(Busy, match="at work on keras_cnn of ada just now; try again"),
            turn(tmp_path, "keras_cnn", "ada", patience=0),
        ):
            raise AssertionError("two at a time")
        with turn(tmp_path, "keras_cnn", "bob", patience=0):
            pass
        other.kill()
        with turn(tmp_path, "keras_cnn", "ada"):
            pass


def test_a_program_that_has_a_turn_may_take_it_again_and_keeps_it_to_the_end(tmp_path: Path) -> None:
    with turn(tmp_path, "keras_cnn", "ada"):
        with turn(tmp_path, "keras_cnn", "ada", patience=0):
            pass
        command = [sys.executable, "-c", HOLD.replace("*sys", "patience=0, *sys"), str(tmp_path)]
        done = subprocess.run(
            [*command, "keras_cnn", "ada"], input="", capture_output=True, text=True, check=False
        )
        assert "Busy" in done.stderr and not done.stdout
    with another_program(tmp_path, "keras_cnn", "ada"):
        pass


def test_a_large_class_needs_no_more_than_one_open_file(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    with ExitStack() as turns:
        for number in range(50):
            turns.enter_context(turn(tmp_path, "keras_cnn", f"student{number}"))
        assert len(os.listdir("/proc/self/fd")) == before + 1
    assert len(os.listdir("/proc/self/fd")) == before


def test_names_of_students_are_told_apart_and_shown_safely(tmp_path: Path) -> None:
    with another_program(tmp_path, "a b", "c\x1b[2J"):
        with turn(tmp_path, "a", "b c\x1b[2J", patience=0):
            pass
        with pytest.raises(Busy) as caught, turn(tmp_path, "a b", "c\x1b[2J", patience=0):
            pass
        assert "\x1b" not in str(caught.value)
