"""A course whose configuration cannot be used is not graded with other settings: the mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from nbgrader.apps.baseapp import NbGrader

import autograder.cli
import leaderboard.cli
from autograder import configured
from autograder.errors import AutograderError

CONFIG = "c = get_config()\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{CONFIG}c.A.b = (1,\n", "line 2, cannot be used: SyntaxError: '(' was never closed."),
        (
            f"{CONFIG}\nimport no_such_module\n",
            "line 3, cannot be used: ModuleNotFoundError: No module named",
        ),
        (f"{CONFIG}\n\n1 / 0\n", "line 4, cannot be used: ZeroDivisionError: division by zero."),
    ],
)
def test_the_line_of_a_mistake_is_named(
    tmp_path: Path, text: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nbgrader_config.py").write_text(text)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AutograderError) as raised:
        configured.initialize(NbGrader(), [f"--CourseDirectory.root={tmp_path}"])
    assert f"{tmp_path / 'nbgrader_config.py'}, {told}" in str(raised.value)
    for group, command in [(autograder.cli.main, "queue"), (leaderboard.cli.main, "show")]:
        result = CliRunner().invoke(group, ["--course-dir", str(tmp_path), command])
        assert result.exit_code == 1 and told in result.output and "Traceback" not in result.output


def test_a_configuration_that_is_right_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nbgrader_config.py").write_text(f"{CONFIG}c.CourseDirectory.course_id = 'cnn'\n")
    monkeypatch.chdir(tmp_path)
    app = NbGrader()
    configured.initialize(app, [f"--CourseDirectory.root={tmp_path}"])
    assert app.coursedir.course_id == "cnn"
