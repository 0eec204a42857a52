"""The secret numbers that decide who gets which image: drawn once for a course, and kept."""

from __future__ import annotations

import secrets

from autograder.datasets.heldout import HeldOut
from autograder.errors import AutograderError

# So many that nobody can draw the faces of every seed until they look like their own.
HIGHEST = 2**128 - 1


def secret_seed(heldout: HeldOut, name: str) -> int:
    """Return the secret seed of a data set; where the store has none yet, draw it.

    Who knows the seed can tell the held-out images of a public data set from all others, so it lies with
    them. Kept, it splits the same way again: what students got once is never held out later.

    Parameters
    ----------
    heldout
        The held-out store.
    name
        Of the data set.

    Raises
    ------
    AutograderError
        When the file that keeps it holds something else.
    """
    file = f"{name}.seed"
    path = heldout.directory / file
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        seed = secrets.randbelow(HIGHEST + 1)
        heldout.write_text(file, f"{seed}\n")
        return seed
    except (OSError, UnicodeDecodeError) as error:
        raise AutograderError(f"{path} cannot be read ({error}).") from error
    if not text.isdecimal() or int(text) > HIGHEST:
        raise AutograderError(f"{path} holds no number up to {HIGHEST}; put its old content back.")
    return int(text)
