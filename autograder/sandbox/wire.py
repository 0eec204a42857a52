"""Frames and values that cross the boundary: plain data only, never pickles.

A frame is a 4-byte length, a JSON document of that length, and the raw bytes of the arrays that it
names. Both sides use this module; the trusted side treats all that it reads as hostile, so `Reader`
and `decode` check every length, type and shape and raise `WireError` on anything else.

Values are None, bool, int, float, complex, str, list, tuple, dict with str keys, and numpy arrays of
numbers. In JSON a list stands for itself; everything else that JSON lacks is an object with one key.
"""

from __future__ import annotations

import json
import numbers
import socket
import struct
import time
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

DTYPES = frozenset(
    {"|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"}
)
MAX_DEPTH = 40
MAX_TEXT = 6 << 20  # of JSON, which takes many times its size in memory; arrays travel outside of it
MAX_BITS = 13_000  # of an integer: some 3900 digits, which Python still reads back
MAX_PARTS = 200_000  # values in one message, arrays counting as one: each costs time here
_LARGE = 1 << 16  # bytes; what is larger is sent and received in its place
_LENGTH = struct.Struct(">I")


class WireError(Exception):
    """Raised when what arrived is not a well-formed frame or value."""


class ConnectionLost(WireError):
    """Raised when the other side closed the connection."""


class DeadlinePassed(WireError):
    """Raised when nothing, or not all, arrived before the deadline."""


class Opaque:
    """Stands for a value that is not plain data; only the name of its type crosses the boundary."""

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name

    def __repr__(self) -> str:
        return f"<{self.type_name}>"


def encode(value: Any, blobs: list[memoryview], depth: int = 0) -> Any:
    """Turn a value into something JSON can hold, arrays' bytes going to `blobs`.

    Whatever is not plain data becomes an `Opaque`, so that encoding never fails for a strange value.
    """
    if depth > MAX_DEPTH:
        return {"x": "too deeply nested"}
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if type(value) is int or type(value) is float:
        return _number(value)
    if isinstance(value, Opaque):
        return {"x": value.type_name}
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value):
            return {"d": [[str.__str__(k), encode(v, blobs, depth + 1)] for k, v in value.items()]}
        return {"x": "dict with keys that are not strings"}
    if type(value) is complex:
        return {"c": [value.real, value.imag]}
    if isinstance(value, list | range):
        return [encode(item, blobs, depth + 1) for item in value]
    if isinstance(value, tuple):
        return {"t": [encode(item, blobs, depth + 1) for item in value]}
    if isinstance(value, np.ndarray | np.generic) or hasattr(value, "__array__"):
        return _encode_array(value, blobs, depth)
    if isinstance(value, numbers.Integral):
        return _number(int(value))
    if isinstance(value, numbers.Real | Decimal):
        return _number(float(value))
    return {"x": type(value).__name__[:80]}


def _number(value: int | float) -> Any:
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        return {"x": "very large integer"}
    return value


def _encode_array(value: Any, blobs: list[memoryview], depth: int) -> Any:
    array = np.asarray(value)
    if array.dtype == object:
        return encode(array.tolist(), blobs, depth + 1) if array.ndim else {"x": type(value).__name__[:80]}
    if array.dtype.kind in "fc" and array.dtype.itemsize > (8 if array.dtype.kind == "f" else 16):
        array = array.astype(np.float64 if array.dtype.kind == "f" else np.complex128)
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    if little.dtype.str not in DTYPES:
        return {"x": f"array of {array.dtype}"[:80]}
    blobs.append(np.ascontiguousarray(little).reshape(-1).view(np.uint8).data)
    return {"a": [len(blobs) - 1, little.dtype.str, list(little.shape)]}


def decode(data: Any, blobs: Sequence[memoryview]) -> Any:
    """Turn the parsed JSON back into a value.

    Raises
    ------
    WireError
        When a tag, dtype, shape or size is not one that `encode` makes.
    """
    return _Decoder(blobs).decode(data, 0)


class _Decoder:
    """Decodes one message's values, at most `MAX_PARTS` of them."""

    def __init__(self, blobs: Sequence[memoryview]) -> None:
        self._blobs = blobs
        self._left = MAX_PARTS

    def decode(self, data: Any, depth: int) -> Any:
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH + 2:
            raise WireError("a value has too many parts, or is nested too deeply")
        if isinstance(data, list):
            return [self.decode(item, depth + 1) for item in data]
        if not isinstance(data, dict):
            return data
        if len(data) != 1:
            raise WireError("a value has an unknown form")
        ((tag, body),) = data.items()
        if tag == "x" and isinstance(body, str):
            return Opaque(body[:80])
        if not isinstance(body, list):
            raise WireError("a value has an unknown form")
        if tag == "t":
            return tuple(self.decode(item, depth + 1) for item in body)
        if tag == "c" and len(body) == 2 and all(isinstance(x, int | float) for x in body):
            return complex(body[0], body[1])
        if tag == "d":
            return dict(self._item(pair, depth) for pair in body)
        if tag == "a" and len(body) == 3:
            return _decode_array(body, self._blobs)
        raise WireError("a value has an unknown form")

    def _item(self, pair: Any, depth: int) -> tuple[str, Any]:
        if not (isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str)):
            raise WireError("a dictionary has an unknown form")
        return pair[0], self.decode(pair[1], depth + 1)


def _decode_array(body: list[Any], blobs: Sequence[memoryview]) -> Any:
    index, dtype, shape = body
    if type(index) is not int or not 0 <= index < len(blobs) or dtype not in DTYPES:
        raise WireError("an array has an unknown form")
    if not isinstance(shape, list) or len(shape) > 32:
        raise WireError("an array has an impossible shape")
    size = np.dtype(dtype).itemsize
    for side in shape:
        if type(side) is not int or not 0 <= side < 2**31:
            raise WireError("an array has an impossible shape")
        size *= side
    if size != len(blobs[index]):
        raise WireError("an array's bytes do not fit its shape")
    array = np.frombuffer(blobs[index], dtype=dtype).reshape(shape)
    return array if array.ndim else array[()]


def send(sock: socket.socket, message: dict[str, Any], values: Any = None) -> None:
    """Send one frame: `message` is JSON already, `values` is encoded.

    Raises
    ------
    ConnectionLost
        When not all of it could be sent; whatever were sent next would be taken for the rest of it.
    """
    blobs: list[memoryview] = []
    body = encode(values, blobs)
    text = json.dumps({"m": message, "v": body, "b": [len(blob) for blob in blobs]}).encode()
    together: list[bytes | memoryview] = [_LENGTH.pack(len(text)), text]
    try:
        for blob in blobs:
            if len(blob) < _LARGE:
                together.append(blob)
            else:  # to copy it would take as long as to send it
                sock.sendall(b"".join(together))
                sock.sendall(blob)
                together = []
        sock.sendall(b"".join(together))
    except (OSError, MemoryError) as error:
        raise ConnectionLost(str(error)) from None


class Reader:
    """Reads frames from a stream socket, as many at a time as have arrived.

    Parameters
    ----------
    sock
        The socket; nobody else may read from it.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._data = _room(_LARGE)
        self._filled = 0  # bytes of it that have arrived

    def receive(self, max_bytes: int, deadline: float | None = None) -> tuple[dict[str, Any], Any]:
        """Read one frame.

        Parameters
        ----------
        max_bytes
            Largest frame accepted, in bytes.
        deadline
            `time.monotonic()` value after which to give up, in seconds; None waits for ever. What has arrived
            of a frame is kept for the next time.

        Returns
        -------
        message, values

        Raises
        ------
        ConnectionLost, DeadlinePassed, WireError
        """
        start = _LENGTH.size
        self._fill(start, deadline)
        (length,) = _LENGTH.unpack(self._data[:start])
        if length > min(max_bytes, MAX_TEXT):
            raise WireError(f"a message of {length} bytes is larger than allowed")
        self._fill(start + length, deadline)
        text, start = bytes(self._data[start : start + length]), start + length
        try:
            frame = json.loads(text)
            message, body, sizes = frame["m"], frame["v"], frame["b"]
            if not isinstance(message, dict) or not isinstance(sizes, list):
                raise WireError("a message has an unknown form")
            if len(sizes) > MAX_PARTS:
                raise WireError("a message has too many parts")
            if not all(type(size) is int and size >= 0 for size in sizes):
                raise WireError("a message has an unknown form")
            if length + sum(sizes) > max_bytes:
                raise WireError(f"a message is larger than the {max_bytes} bytes allowed")
            self._fill(start + sum(sizes), deadline)
            blobs = []
            for size in sizes:
                blob = self._data[start : start + size]
                # a small one would keep all of the data alive
                blobs.append(blob.toreadonly() if size >= _LARGE else memoryview(bytes(blob)))
                start += size
            self._forget(start)
            return message, decode(body, blobs)
        except WireError:
            raise
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError, MemoryError) as error:
            raise WireError(f"a message could not be read ({type(error).__name__})") from None

    def _fill(self, count: int, deadline: float | None) -> None:
        """Wait until so many bytes are there, from the beginning of the frame."""
        if count > len(self._data):
            data = _room(count)
            data[: self._filled] = self._data[: self._filled]
            self._data = data
        while self._filled < count:
            if deadline is None:
                self._sock.settimeout(None)
            else:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise DeadlinePassed("no answer in time")
                self._sock.settimeout(left)
            try:
                received = self._sock.recv_into(self._data[self._filled :])
            except TimeoutError:
                raise DeadlinePassed("no answer in time") from None
            except OSError as error:
                raise ConnectionLost(str(error)) from None
            if not received:
                raise ConnectionLost("the connection was closed")
            self._filled += received

    def _forget(self, count: int) -> None:
        """Keep only what has arrived of the next frames."""
        rest = bytes(self._data[count : self._filled])
        if len(self._data) > _LARGE:  # it was made for this frame, whose large arrays lie in it
            self._data = _room(max(_LARGE, len(rest)))
        self._data[: len(rest)] = rest
        self._filled = len(rest)


def _room(count: int) -> memoryview:
    """Memory for so many bytes; it is not taken before it is filled."""
    return np.empty(count, dtype=np.uint8).data
