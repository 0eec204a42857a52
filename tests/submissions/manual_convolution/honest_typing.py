# Annotated, with a __main__ block and doctests, as exported from an editor.
# expect: full
# %% [relu]
from __future__ import annotations


def relu(x: np.ndarray) -> np.ndarray:
    """Rectify.

    >>> relu(np.array([-1, 2])).tolist()
    [0, 2]
    """
    return np.maximum(x, 0)


if __name__ == "__main__":
    import doctest

    doctest.testmod(verbose=True)
