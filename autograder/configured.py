"""Has nbgrader read a course's configuration files, and names the mistake in one that cannot be used."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

from nbgrader.apps.baseapp import NbGrader

from autograder.errors import AutograderError


def initialize(app: NbGrader, arguments: Sequence[str]) -> None:
    """Initialize an application of nbgrader's.

    Left to itself it would tell of a mistake in a file, and go on with the settings of no course at all.

    Parameters
    ----------
    app
        The application.
    arguments
        Of its command line.

    Raises
    ------
    AutograderError
        When a configuration file cannot be read, or raises something.
    """
    app.raise_config_file_errors = True
    try:
        app.initialize(list(arguments))
    except Exception as error:
        where, what = _place(error)
        raise AutograderError(f"{where} cannot be used: {what}. Mend it, and start again.") from error


def _place(error: Exception) -> tuple[str, str]:
    """File and line of a configuration file's mistake, and what it is."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}, line {error.lineno},", f"{type(error).__name__}: {error.msg}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "_config." in frame.filename]
    where = f"{frames[-1].filename}, line {frames[-1].lineno}," if frames else "The configuration"
    return where, f"{type(error).__name__}: {error}"
