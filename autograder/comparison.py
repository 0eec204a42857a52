"""Turn what a student's code returned into numbers, compare them, and show them as short text.

Everything that arrives here is hostile: any plain value of any type, shape and size. The functions
look only at exact types, so no value can choose how it is compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

MAX_NUMBERS = 100_000
MAX_DEPTH = 32
MAX_TEXT = 400
_MAX_SHOWN = 150


class NotNumbers(ValueError):
    """Raised when a value is not a number or a rectangular array of numbers; the text says why."""


def as_array(value: object) -> FloatArray:
    """Read a number, an array or nested lists of numbers as an array of floats.

    Parameters
    ----------
    value
        Any plain value.

    Returns
    -------
    ndarray of float64
        May hold NaN and infinities; a single number gives an array without dimensions.

    Raises
    ------
    NotNumbers
        For anything else. No other exception leaves this function.
    """
    with np.errstate(all="ignore"):
        if isinstance(value, np.ndarray | np.generic):
            return _read_array(np.asarray(value))
        is_complex = _check_nested(value)
        try:
            array = np.array(value, dtype=np.complex128 if is_complex else np.float64)
        except (ValueError, TypeError, OverflowError, MemoryError, RecursionError):
            raise NotNumbers("a list whose rows have different lengths, or with numbers too large") from None
        return _read_array(array)


def _read_array(array: npt.NDArray[np.generic]) -> FloatArray:
    if array.size > MAX_NUMBERS:
        raise NotNumbers(f"an array of {array.size} numbers")
    if array.dtype.kind == "c":
        if np.any(array.imag != 0):
            raise NotNumbers("complex numbers")
        array = array.real
    if array.dtype.kind not in "biuf":
        raise NotNumbers(f"an array of type {array.dtype}")
    return array.astype(np.float64)


def _check_nested(value: object) -> bool:
    """Check that lists hold nothing but numbers, and say whether one of these is complex."""
    is_complex = False
    count = 0
    pending = [(value, 0)]
    while pending:
        item, depth = pending.pop()
        if isinstance(item, list | tuple):
            if depth >= MAX_DEPTH:
                raise NotNumbers("lists that are nested too deeply")
            count += len(item)
            pending.extend((inner, depth + 1) for inner in item)
        elif isinstance(item, np.ndarray | np.generic):
            count += item.size
            if item.dtype.kind not in "biufc":
                raise NotNumbers(f"an array of type {item.dtype}")
            is_complex = is_complex or item.dtype.kind == "c"
        elif isinstance(item, complex):
            is_complex = True
        elif not isinstance(item, bool | int | float):
            raise NotNumbers(_kind(item) if depth == 0 else f"a list that holds {_kind(item)}")
        if count > MAX_NUMBERS:
            raise NotNumbers(f"more than {MAX_NUMBERS} numbers")
    return is_complex


def _kind(value: object) -> str:
    if value is None:
        return "None"
    if isinstance(value, str):
        return "text"
    if isinstance(value, dict):
        return "a dictionary"
    type_name = getattr(value, "type_name", None)
    if isinstance(type_name, str) and type_name.startswith("dict with keys"):
        return "a dictionary"
    if isinstance(type_name, str) and type_name.startswith("array of <U"):
        return "an array of texts"
    return f"an object of type {shorten(type_name, 60)}" if isinstance(type_name, str) else "an object"


def fit(array: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Let an array of size one pass for a single number; leave everything else as it is."""
    return array.reshape(()) if shape == () and array.size == 1 else array


def close(got: FloatArray, want: FloatArray, tolerance: FloatArray | float) -> npt.NDArray[np.bool_]:
    """Say for each pair of numbers whether they agree; NaN and infinities never do.

    Parameters
    ----------
    got, want
        Arrays of the same shape.
    tolerance
        Largest difference that is accepted, absolute.
    """
    with np.errstate(all="ignore"):
        return np.isfinite(got) & (np.abs(got - want) <= tolerance)


def same(got: FloatArray, want: FloatArray, tolerance: float) -> bool:
    """Say whether two arrays have the same shape and agree everywhere."""
    return got.shape == want.shape and bool(close(got, want, tolerance).all())


def render(value: object) -> str:
    """Show a value as short Python text.

    Arrays of float64 look like nested lists. Other arrays name their dtype, since it is often what
    went wrong: ``np.array([[200, 100]], dtype=uint8)``.

    Returns
    -------
    str
        At most `MAX_TEXT` characters.
    """
    if isinstance(value, np.ndarray):
        text = _render_array(value)
    elif isinstance(value, list | tuple):
        text = _render_nested(value)
    else:
        text = _render_number(value)
    return shorten(text)


def shorten(text: str, limit: int = MAX_TEXT) -> str:
    """Cut a text that is longer than the limit."""
    return text if len(text) <= limit else text[: limit - 4] + " ..."


def _render_array(array: npt.NDArray[np.generic]) -> str:
    if array.ndim == 0:
        return _render_number(array[()])
    if array.size == 0 or array.size > _MAX_SHOWN:
        return f"an array of shape {array.shape} and dtype {array.dtype}"
    text = _render_nested(array.tolist())
    return text if array.dtype == np.float64 else f"np.array({text}, dtype={array.dtype})"


def _render_nested(value: Sequence[object]) -> str:
    """Show nested lists, without going further than the text may be long."""
    opening, closing = ("(", ")") if isinstance(value, tuple) else ("[", "]")
    parts: list[str] = []
    length = 0
    for item in value:
        if length > MAX_TEXT:
            break
        parts.append(_render_item(item))
        length += len(parts[-1]) + 2
    comma = "," if isinstance(value, tuple) and len(value) == 1 else ""
    return opening + ", ".join(parts) + comma + closing


def _render_item(item: object) -> str:
    try:
        return _render_nested(item) if isinstance(item, list | tuple) else render(item)
    except RecursionError:
        return "..."


def _render_number(value: object) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else f"an integer of {value.bit_length()} bits"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e9 else f"{value:.6g}"
    if isinstance(value, complex):
        return f"{value:.6g}"
    if isinstance(value, str):
        return repr(value[:60])
    return _kind(value)


def render_call(function: str, args: Sequence[object], kwargs: Mapping[str, object]) -> str:
    """Show a call as Python text: ``conv2d([[1, 0]], [[2]], stride=2)``."""
    parts = [render(value) for value in args] + [f"{name}={render(value)}" for name, value in kwargs.items()]
    return shorten(f"{function}({', '.join(parts)})", 2 * MAX_TEXT)
