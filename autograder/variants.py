"""What differs from student to student, made from the user name: numbers, and the order of options.

The notebooks carry the same few lines, so that students need nothing of ours installed; tests compare
the two. No random generator is used: what a seed gives may change with the version of numpy, a hash
does not.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from autograder.outcomes import Failure

if TYPE_CHECKING:
    from autograder.student import Student


def normalise(user: str) -> str:
    """Bring a user name into the form in which two spellings of one user are equal.

    Parameters
    ----------
    user
        The name as JupyterHub, the login or the student gives it.

    Returns
    -------
    str
        The name in lower case, without white space around it.
    """
    return user.strip().lower()


def shown_user(student: Student) -> str | None:
    """Return the name for which a notebook made its numbers, where it is not that of the hand-in's owner.

    Parameters
    ----------
    student
        Who handed in; the notebook says in ``USER`` whose numbers it shows.
    """
    try:
        user = student.get("USER")
    except Failure:
        return None
    is_name = isinstance(user, str) and len(user) <= 200 and user.isprintable()
    return user if is_name and normalise(user) != normalise(student.id) else None


def own_image_and_kernel(user: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Make the image and the kernel that one user works on.

    The image shows a bright bar, two pixels wide, and the kernel looks for the edge on one side of
    it. All are turned by 0, 90, 180 or 270 degrees. The ranges are narrow enough to make sure that
    on one side of the bar all responses are positive and on the other all are negative, so a
    flipped kernel, a transposed feature map or a forgotten ReLU never gives the right numbers.

    Parameters
    ----------
    user
        The user name; it is normalised here.

    Returns
    -------
    image : ndarray of int64, shape (6, 6)
        Grey values: 0 to 50 around the bar, 180 to 255 on it.
    kernel : ndarray of float64, shape (3, 3)
        Weights, multiples of 0.1: one side -0.9 to -0.5, the middle -0.1 to 0.1, the other side
        0.5 to 0.9.
    """
    digest = hashlib.sha256(normalise(user).encode()).digest()
    numbers = np.array(list(digest + hashlib.sha256(digest).digest()), dtype=np.int64)
    pixels, weights, turns = numbers[:36].reshape(6, 6), numbers[36:45].reshape(3, 3), int(numbers[45] % 4)
    on_the_bar = np.isin(np.arange(6), (2, 3))
    image = np.where(on_the_bar, 180 + pixels % 76, pixels % 51)
    left, middle, right = -5 - weights[:, 0] % 5, weights[:, 1] % 3 - 1, 5 + weights[:, 2] % 5
    kernel = np.column_stack([left, middle, right]) / 10
    return np.rot90(image, turns).copy(), np.rot90(kernel, turns).copy()


def own_order(user: str, question: str, options: int) -> list[int]:
    """Shuffle the options of a question for one user.

    Parameters
    ----------
    user
        The user name; it is normalised here.
    question
        Name of the question; each has an order of its own.
    options
        How many options there are.

    Returns
    -------
    list of int
        Which option stands first, second and so on.
    """

    def digest(option: int) -> bytes:
        return hashlib.sha256(f"{normalise(user)}\n{question}\n{option}".encode()).digest()

    return sorted(range(options), key=digest)


def own_shapes(user: str) -> tuple[tuple[int, int], tuple[int, int, int, int]]:
    """Make the shapes of the two layers for which one user works out starting weights.

    The ranges make sure that the usual slips (no root, fan_out for fan_in, the window of the kernel
    forgotten) give other numbers.

    Parameters
    ----------
    user
        The user name; it is normalised here.

    Returns
    -------
    dense : tuple of int
        Inputs (200 to 965) and outputs (20 to 147) of a fully connected layer.
    kernel : tuple of int
        Height and width (3 and 5, or 5 and 3, ...), input channels (3 to 18) and output channels
        (24 to 87) of a convolutional layer.
    """
    digest = hashlib.sha256(f"{normalise(user)}\nshapes".encode()).digest()
    dense = 200 + 3 * digest[0], 20 + digest[1] % 128
    height, width = ((3, 3), (5, 5), (3, 5), (5, 3))[digest[2] % 4]
    return dense, (height, width, 3 + digest[3] % 16, 24 + digest[4] % 64)
